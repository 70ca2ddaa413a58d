package io.diffy.rules.state;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.detection.NoveltyHistory;
import io.diffy.rules.item.HostFacts;
import io.diffy.rules.state.KnownItem.RowSample;
import io.diffy.rules.state.SnapshotVersion.AnswerContent;
import io.diffy.rules.time.EventTime;
import io.diffy.rules.time.WindowAssignment;
import io.diffy.schemas.Control.Round;
import io.diffy.schemas.Observation.Status;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What the stores hold survives being written, and does not depend on the order it came in. */
class StoresTest {

  @Test
  void everyValueSurvivesBeingStored() {
    SnapshotHistory log =
        SnapshotHistory.EMPTY.with(answer(THREE_AM, 7, "")).with(answer(FOUR_AM, 8, "round-1"));
    assertEquals(log, SnapshotHistory.decode(log.encode()));

    SnapshotHistory loaded = log.loaded(answer(FOUR_AM.plusSeconds(60), 9, ""), 70_000);
    assertEquals(new WindowLoad(FOUR_AM, 1, 70_000), loaded.load());
    assertEquals(loaded, SnapshotHistory.decode(loaded.encode()));

    InstanceQueries queries = new InstanceQueries(true, List.of("crontab", "processes"), THREE_AM);
    assertEquals(queries, InstanceQueries.decode(queries.encode()));
    assertEquals(
        new InstanceCount(7, FOUR_AM),
        InstanceCount.decode(new InstanceCount(7, FOUR_AM).encode()));

    ItemSet set = new ItemSet(new long[] {-5, 0, 9}, "i-1");
    assertArrayEquals(set.items(), ItemSet.decode(set.encode()).items());
    assertEquals("i-1", ItemSet.decode(set.encode()).firstInstance());

    KnownItem item =
        new KnownItem(
            -42,
            "aa",
            "bb",
            new TreeMap<>(Map.of("mode", 7L)),
            List.of(new RowSample("i-1", THREE_AM, ROGUE_CRON)));
    assertEquals(item, KnownItem.decode(item.encode()));
    assertEquals(-42, KnownItem.identityOf(item.encode()));
    assertFalse(KnownItem.isConfirmable(item.encode()));
    KnownItem masked =
        new KnownItem(
            -42,
            "aa",
            "00000000000000ff00",
            new TreeMap<>(),
            item.samples(),
            new TreeMap<>(Map.of("address", 7L)));
    assertEquals(masked, KnownItem.decode(masked.encode()));
    assertTrue(KnownItem.isConfirmable(masked.encode()));
    assertEquals(255, masked.masked());

    WindowState schedule = new WindowState(Duration.ofMinutes(15), THREE_AM, FOUR_AM, 3, 40);
    assertEquals(schedule, WindowState.decode(schedule.encode()));

    OpenRound round =
        new OpenRound(
            new Round(
                WEB_PROD,
                "r",
                List.of("crontab"),
                List.of("i-1", "i-2"),
                THREE_AM,
                FOUR_AM,
                "INC-7"),
            1);
    assertEquals(round, OpenRound.decode(round.encode()));
    assertEquals(new RoundCount(7), RoundCount.decode(new RoundCount(7).encode()));
  }

  /** Of every store, and by every way in which a part of a value is read. */
  @Test
  void bytesOfAnotherFormatAreRefusedNotMisread() {
    assertRefused(
        SnapshotHistory.EMPTY.with(answer(THREE_AM, 7, "")).encode(), SnapshotHistory::decode);
    assertRefused(new ItemSet(new long[] {1}, "i-1").encode(), ItemSet::decode);
    assertRefused(
        new WindowState(Duration.ofHours(1), THREE_AM, FOUR_AM, 0, 1).encode(),
        WindowState::decode);
    assertRefused(
        new InstanceQueries(false, List.of(), THREE_AM).encode(), InstanceQueries::decode);
    assertRefused(InstanceCount.NONE.encode(), InstanceCount::decode);
    assertRefused(PartialSnapshots.NONE.encode(), PartialSnapshots::decode);
    assertRefused(NoveltyHistories.encode(NoveltyHistory.NONE), NoveltyHistories::decode);
    assertRefused(
        new CohortState(Optional.empty(), true, List.of(), List.of(), List.of()).encode(),
        CohortState::decode);
    Round round = new Round(WEB_PROD, "r", List.of("crontab"), List.of("i-1"), THREE_AM, FOUR_AM);
    assertRefused(new OpenRound(round, 0).encode(), OpenRound::decode);
    assertRefused(new RoundCount(7).encode(), RoundCount::decode);

    byte[] item = new KnownItem(1, "aa", "bb", new TreeMap<>(), List.of()).encode();
    assertRefused(item, KnownItem::decode);
    assertRefused(item, KnownItem::identityOf);
    assertRefused(item, stored -> KnownItem.hasBetterThan(stored, "i-1"));
  }

  /** What a version wrote before hosts decided on the interval together. */
  @Test
  void answersWithoutAnIntervalAreStillRead() {
    SnapshotHistory log =
        SnapshotHistory.EMPTY.with(answer(THREE_AM, 7, "")).loaded(answer(THREE_AM, 8, ""), 5);
    byte[] before = withoutInterval(log.encode());
    before[0] = 3;

    SnapshotHistory read = SnapshotHistory.decode(before);

    assertEquals(log.load(), read.load());
    assertEquals(1, read.versions().size());
    SnapshotVersion answer = read.versions().get(0);
    assertEquals(FOUR_AM, answer.from(), "as from its first end on");
    assertEquals(Duration.ZERO, answer.reportedInterval(), "as the group");
    assertEquals(read, SnapshotHistory.decode(read.encode()));

    byte[] old = {1, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 10};
    assertEquals(
        new WindowState(
            Duration.ofMillis(7), Instant.ofEpochMilli(9), Instant.ofEpochMilli(10), 0, 0),
        WindowState.decode(old));
  }

  /** What a version wrote before the limits: also without how much came. */
  @Test
  void answersWithoutALoadAreStillRead() {
    SnapshotHistory log = SnapshotHistory.EMPTY.with(answer(THREE_AM, 7, ""));
    byte[] now = withoutInterval(log.encode());
    byte[] before = Arrays.copyOf(now, now.length - Long.BYTES - Integer.BYTES - Long.BYTES);
    before[0] = 2;

    now[0] = 3;
    assertEquals(SnapshotHistory.decode(now), SnapshotHistory.decode(before));
  }

  /** The bytes without the times of the one answer in them that older versions did not write. */
  private static byte[] withoutInterval(byte[] now) {
    byte[] added =
        ByteBuffer.allocate(3 * Long.BYTES)
            .putLong(FOUR_AM.minusSeconds(1).toEpochMilli())
            .putLong(Duration.ofHours(1).toMillis())
            .putLong(Duration.ofMinutes(15).toMillis())
            .array();
    for (int at = 0; at + added.length <= now.length; at++) {
      if (Arrays.equals(now, at, at + added.length, added, 0, added.length)) {
        byte[] before = Arrays.copyOf(now, now.length - added.length);
        System.arraycopy(now, at + added.length, before, at, before.length - at);
        return before;
      }
    }
    throw new AssertionError("the format has changed");
  }

  /** Byte 8 and on: how many items follow. */
  @Test
  void aBrokenLengthMakesNoRoom() {
    byte[] stored = new ItemSet(new long[] {1}, "i-1").encode();
    stored[8] = 0x7f;
    assertThrows(UncheckedIOException.class, () -> ItemSet.decode(stored));
    stored[8] = (byte) 0xff;
    assertThrows(UncheckedIOException.class, () -> ItemSet.decode(stored));
  }

  private static void assertRefused(byte[] stored, Function<byte[], ?> reader) {
    stored[0] = 99;
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> reader.apply(stored));
    assertTrue(
        refused.getMessage().contains("format 99")
            && refused.getMessage().contains("reset the application's state"),
        refused.getMessage());
  }

  @Test
  void aDoubledAnswerChangesNothing() {
    SnapshotHistory log = SnapshotHistory.EMPTY.with(answer(THREE_AM, 7, ""));

    assertSame(log, log.with(answer(THREE_AM, 7, "")));
  }

  @Test
  void theNewestAnswerOfAWindowWinsInAnyOrder() {
    SnapshotVersion early = answer(THREE_AM, 7, "");
    SnapshotVersion late = answer(THREE_AM.plusSeconds(600), 8, "");

    assertEquals(
        SnapshotHistory.EMPTY.with(early).with(late), SnapshotHistory.EMPTY.with(late).with(early));
    assertEquals(List.of(late), SnapshotHistory.EMPTY.with(late).with(early).versions());
  }

  @Test
  void anAnswerToARoundOutlastsWindowsAndOtherRoundsForAnHour() {
    SnapshotHistory log = SnapshotHistory.EMPTY.with(answer(THREE_AM, 7, "zz-the-first"));
    for (int minute = 1; minute <= 20; minute++) {
      Instant at = THREE_AM.plusSeconds(60L * minute);
      log = log.with(answer(at, at, minute, "")).with(answer(at, minute, "round-" + minute));
    }
    assertTrue(answersRound(log, "zz-the-first"));

    log = log.with(answer(FOUR_AM.plusSeconds(1), FOUR_AM, 8, ""));
    log = log.with(answer(FOUR_AM.plusSeconds(2), 8, "an-hour-later"));
    assertFalse(answersRound(log, "zz-the-first"));
    assertTrue(answersRound(log, "round-1") && answersRound(log, "an-hour-later"));
    for (int minute = 1; minute <= 40; minute++) {
      log = log.with(answer(FOUR_AM.plusSeconds(60L * minute), 9, "flood-" + minute));
    }
    assertEquals(24, log.versions().stream().filter(v -> !v.roundId().isEmpty()).count());
    assertEquals(log, SnapshotHistory.decode(log.encode()));
  }

  private static boolean answersRound(SnapshotHistory log, String round) {
    return log.versions().stream().anyMatch(version -> version.roundId().equals(round));
  }

  @Test
  void theSamplesOfAnItemDoNotDependOnTheOrderTheyComeIn() {
    RowSample a = new RowSample("i-1", FOUR_AM, Map.of("pid", "7"));
    RowSample b = new RowSample("i-1", THREE_AM, Map.of("pid", "8"));
    RowSample c = new RowSample("i-2", THREE_AM, Map.of("pid", "9"));
    KnownItem none = new KnownItem(1, "", "", Collections.emptySortedMap(), List.of());

    assertEquals(none.with(a).with(b).with(c), none.with(c).with(b).with(a));
    assertEquals(
        Map.of("pid", "8"),
        none.with(a).with(b).rowFrom(List.of("i-1")),
        "the first time it was seen");
  }

  private static SnapshotVersion answer(Instant at, long set, String round) {
    return answer(at, FOUR_AM, set, round);
  }

  private static SnapshotVersion answer(Instant at, Instant end, long set, String round) {
    return new SnapshotVersion(
        instance(1),
        new EventTime(at, at, true),
        new WindowAssignment(end.minusSeconds(1), end, Duration.ofHours(1)),
        Duration.ofMinutes(15),
        new AnswerContent(
            Status.OK, set, 1, Optional.of(new HostFacts(at.minusSeconds(60), List.of("carol")))),
        round);
  }
}
