package io.diffy.schemas;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FindingUidTest {
  @Test
  void isTheSameInEveryRun() {
    String uid = FindingUid.of(WEB_PROD, "crontab", Kind.UNEXPECTED, "00c0ffee");
    assertEquals("ec7a6aa5-9910-56e5-ba30-414a62182298", uid);
    assertEquals("c4e6dc48-be81-5102-9011-2bffcf058d0a", FindingUid.event(uid, 1));
  }

  @Test
  void isAUuidOfVersionFive() {
    UUID uid = UUID.fromString(FindingUid.of(WEB_PROD, "crontab", Kind.MISSING, "x"));
    assertEquals(5, uid.version());
    assertEquals(2, uid.variant());
  }

  @Test
  void everyPartCountsAndNoneFlowsIntoTheNext() {
    List<String> uids =
        Stream.of(
                FindingUid.of(new GroupKey("", "", "ab"), "c", Kind.MISSING, "d"),
                FindingUid.of(new GroupKey("", "", "a"), "bc", Kind.MISSING, "d"),
                FindingUid.of(new GroupKey("", "a", "b"), "c", Kind.MISSING, "d"),
                FindingUid.of(new GroupKey("a", "", "b"), "c", Kind.MISSING, "d"),
                FindingUid.of(new GroupKey("", "", "ab"), "c", Kind.CHANGED, "d"),
                FindingUid.of(new GroupKey("", "", "ab"), "c", Kind.MISSING, "e"),
                FindingUid.of(new GroupKey("", "", "ab"), "", Kind.MISSING, "cd"))
            .toList();
    assertEquals(uids.size(), uids.stream().distinct().count());
  }

  @Test
  void theItemHasOneNameInAllGroups() {
    String item = FindingUid.item("crontab", Kind.UNEXPECTED, "00c0ffee");
    assertEquals("faf7692b-48a3-56b2-8351-79f9dec15773", item);
    assertNotEquals(item, FindingUid.item("crontab", Kind.MISSING, "00c0ffee"));
    assertNotEquals(item, FindingUid.item("users", Kind.UNEXPECTED, "00c0ffee"));
    assertNotEquals(item, FindingUid.item("crontab", Kind.UNEXPECTED, "00c0ffef"));
  }

  @Test
  void eachDecisionHasItsOwnName() {
    String first = FindingUid.exception(List.of("f", "group"), THREE_AM);
    assertEquals(first, FindingUid.exception(List.of("f", "group"), THREE_AM));
    assertNotEquals(first, FindingUid.exception(List.of("f", "group"), FOUR_AM));
    assertNotEquals(first, FindingUid.exception(List.of("f", "everywhere"), THREE_AM));
  }

  @Test
  void eventsOfOneFindingDiffer() {
    assertNotEquals(FindingUid.event("u", 1), FindingUid.event("u", 11));
  }
}
