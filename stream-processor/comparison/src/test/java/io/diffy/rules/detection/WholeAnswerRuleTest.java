package io.diffy.rules.detection;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.rules.peers.HostItems;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Whose answer is taken for cut, by how much it lacks of what most of its peers have. */
class WholeAnswerRuleTest {
  private static final boolean MAY_BE_EMPTY = false;
  private static final boolean NEVER_EMPTY = true;

  @Test
  void whoLacksMoreThanTwentyThingsAndAFifthOfThemDidNotAnswerWhole() {
    assertEquals(List.of(7), implausible(MAY_BE_EMPTY, six(100), without(21, 100)));
    assertEquals(List.of(), implausible(MAY_BE_EMPTY, six(100), without(20, 100)));
    assertEquals(List.of(), implausible(MAY_BE_EMPTY, six(200), without(40, 200)), "a fifth");
    assertEquals(List.of(7), implausible(MAY_BE_EMPTY, six(200), without(41, 200)));
  }

  @Test
  void aSmallTableMayHaveBeenEmptiedByAnIntruder() {
    assertEquals(List.of(), implausible(MAY_BE_EMPTY, six(20), without(20, 20)));
  }

  @Test
  void fewPeersDoNotSayWhatIsUsual() {
    assertEquals(List.of(), implausible(MAY_BE_EMPTY, six(100).subList(0, 4), without(90, 100)));
  }

  @Test
  void ofATableThatEveryRunningHostFillsHalfIsTooMuchToLack() {
    assertEquals(List.of(3), implausible(NEVER_EMPTY, six(9).subList(0, 2), without(5, 9)));
    assertEquals(List.of(), implausible(NEVER_EMPTY, six(9).subList(0, 2), without(4, 9)));
  }

  @Test
  void ofSuchATableMoreThanTenThingsAndATenthOfThemAreTooMany() {
    assertEquals(List.of(7), implausible(NEVER_EMPTY, six(100), without(11, 100)));
    assertEquals(List.of(), implausible(NEVER_EMPTY, six(100), without(10, 100)));
  }

  @Test
  void threeThingsInCommonAreNoTableToLackHalfOf() {
    assertEquals(List.of(), implausible(NEVER_EMPTY, six(3), without(3, 3)));
  }

  @Test
  void whoHasOtherThingsInPlaceOfThemAnsweredWhole() {
    long[] others = LongStream.rangeClosed(1001, 1010).toArray();
    assertEquals(
        List.of(), implausible(NEVER_EMPTY, six(40), with(others, without(20, 40))), "ten for 20");
    long[] fewer = LongStream.rangeClosed(1001, 1009).toArray();
    assertEquals(List.of(7), implausible(NEVER_EMPTY, six(40), with(fewer, without(20, 40))));
  }

  @Test
  void theSameThingWithOtherAttributesIsNotLacked() {
    long[] changed =
        LongStream.rangeClosed(1, 100).map(thing -> thing + OTHER_ATTRIBUTES).toArray();
    assertEquals(List.of(), implausible(MAY_BE_EMPTY, six(100), changed));
  }

  /** In these tests an item names the thing that its last digits number. */
  private static final long OTHER_ATTRIBUTES = 1_000_000;

  /** The numbers of those whose answer is not compared; the answer that is tried is the last's. */
  private static List<Integer> implausible(boolean neverEmpty, List<long[]> peers, long[] answer) {
    List<HostItems> covered = new ArrayList<>();
    for (long[] peer : peers) {
      covered.add(new HostItems(instance(covered.size() + 1), THREE_AM, peer));
    }
    covered.add(new HostItems(instance(covered.size() + 1), THREE_AM, answer));
    return WholeAnswerRule.implausible(covered, neverEmpty, item -> item % OTHER_ATTRIBUTES)
        .stream()
        .map(host -> covered.indexOf(host) + 1)
        .toList();
  }

  /** Six hosts that have the things from 1 on. */
  private static List<long[]> six(int things) {
    return Collections.nCopies(6, LongStream.rangeClosed(1, things).toArray());
  }

  private static long[] without(int lacked, int things) {
    return LongStream.rangeClosed(lacked + 1, things).toArray();
  }

  private static long[] with(long[] others, long[] things) {
    return LongStream.concat(LongStream.of(things), LongStream.of(others)).toArray();
  }
}
