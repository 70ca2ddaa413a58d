package io.diffy.rules.peers;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.Cohort;
import io.diffy.schemas.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A cohort of six is compared within itself; the rest with the whole group. */
class PeerGroupsTest {
  private static final String V7 = "launch version 7, ami-0a7, m5.large";
  private static final String V8 = "launch version 8, ami-0b8, m5.large";

  private final List<HostItems> hosts = new ArrayList<>();

  @Test
  void oneCohortIsOneGroupHoweverSmall() {
    cohort(1, 2, "7");

    assertEquals(List.of("2 of 2 in " + V7), groups());
  }

  @Test
  void aSmallCohortIsComparedWithAll() {
    cohort(1, 6, "7");
    cohort(7, 9, "8");

    assertEquals(List.of("6 of 6 in " + V7, "3 of 9 in whole group"), groups());
  }

  @Test
  void aBaselineMakesAnyCohortOneOfItsOwn() {
    cohort(1, 6, "7");
    cohort(7, 9, "8");

    assertEquals(
        List.of("6 of 6 in " + V7, "3 of 3 in " + V8 + " with baseline 4"),
        groups(baseline(instance(7, "8", "ami-0b8").cohort(), 4)));
  }

  @Test
  void theMostSpecificBaselineHolds() {
    cohort(1, 3, "7");
    BaselineItems everywhere = baseline(Cohort.UNKNOWN, 1);
    BaselineItems ofTheImage = baseline(new Cohort("ami-0a7", "", ""), 2);
    BaselineItems ofAnother = baseline(new Cohort("ami-0b8", "8", "m5.large"), 3);

    assertEquals(
        List.of("3 of 3 in " + V7 + " with baseline 2"), groups(everywhere, ofTheImage, ofAnother));
  }

  @Test
  void countsHostsAndABaselineAsTenOfThem() {
    cohort(1, 3, "7");
    PeerGroup peers = new PeerGroup("", hosts, hosts, Optional.of(baseline(Cohort.UNKNOWN, 1)));
    ItemCounts counts = ItemCounts.of(peers, item -> item);

    assertEquals(13, counts.hostsWithItem(1));
    assertEquals(0, counts.hostsWithItem(2));
    assertEquals(1, counts.mostFrequentItem(1));
  }

  private void cohort(int first, int last, String launchVersion) {
    for (int n = first; n <= last; n++) {
      Instance host = instance(n, launchVersion, launchVersion.equals("7") ? "ami-0a7" : "ami-0b8");
      hosts.add(new HostItems(host, THREE_AM, new long[] {1}));
    }
  }

  private static BaselineItems baseline(Cohort cohort, int version) {
    return new BaselineItems(cohort, version, THREE_AM, List.of(new long[] {1}));
  }

  private List<String> groups(BaselineItems... baselines) {
    return PeerGroups.of(hosts, List.of(baselines)).stream()
        .map(
            peers ->
                "%d of %d in %s%s"
                    .formatted(
                        peers.reported().size(),
                        peers.members().size(),
                        peers.label(),
                        peers.reference().map(b -> " with baseline " + b.version()).orElse("")))
        .toList();
  }
}
