package io.diffy.rules.volatility;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.rules.peers.HostItems;
import io.diffy.rules.volatility.ConfirmedTexts.Texts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Whatever attacked hosts show, up to a tenth of the group, each of them differs and no other host
 * does. An item stands for its text here: what peers agree on is 1.
 */
class AttackedHostsPropertyTest {
  private static final long USUAL = 1;
  private static final long THING = 7;

  @Property(tries = 200, seed = "1")
  void eachAttackedHostDiffersAndNobodyElse(
      @ForAll @IntRange(min = 6, max = 300) int hosts,
      @ForAll @IntRange(min = 1, max = 30) int wanted,
      @ForAll boolean alike,
      @ForAll Random random) {
    int attacked = Math.max(1, Math.min(wanted, hosts / 10));
    List<HostItems> group = new ArrayList<>();
    for (int n = 0; n < hosts; n++) {
      group.add(host(n, n >= attacked ? USUAL : alike ? 2 : 2 + n));
    }
    Collections.shuffle(group, random);

    ConfirmedTexts agreed = learn(group, false);

    for (HostItems host : group) {
      assertEquals(host.items()[0] != USUAL, agreed.differing(host.items()).size() == 1);
    }
  }

  @Property(tries = 200, seed = "2")
  void whereEachHostHasItsOwnNobodyDiffers(@ForAll @IntRange(min = 1, max = 100) int hosts) {
    List<HostItems> group = new ArrayList<>();
    for (int n = 0; n < hosts; n++) {
      group.add(host(n, 10 + n));
    }

    ConfirmedTexts agreed = learn(group, false);

    group.forEach(host -> assertEquals(Map.of(), agreed.differing(host.items())));
  }

  @Property(tries = 100, seed = "3")
  void oneAccountWithAnotherIdDiffers(@ForAll @IntRange(min = 6, max = 100) int hosts) {
    List<HostItems> group = new ArrayList<>();
    for (int n = 0; n < hosts; n++) {
      group.add(host(n, n == 0 ? 995 : 998));
    }

    assertEquals(1, learn(group, true).differing(new long[] {995}).size());
  }

  private static ConfirmedTexts learn(List<HostItems> group, boolean ids) {
    return ConfirmedTexts.learn(
        group,
        item -> new Texts(THING, new TreeMap<>(Map.of("address", item))),
        column -> ids,
        false);
  }

  private static HostItems host(int n, long item) {
    return new HostItems(instance(n + 1), THREE_AM, new long[] {item});
  }
}
