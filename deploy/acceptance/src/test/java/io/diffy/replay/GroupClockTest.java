package io.diffy.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.replay.ReplayRecord.Origin;
import io.diffy.replay.ReplayRecord.RowsPlace;
import io.diffy.schemas.GroupKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class GroupClockTest {
  private static final GroupKey WEB = GroupKey.parse("web");
  private static final Instant MIDNIGHT = Instant.parse("2026-11-29T00:00:00Z");
  private static final Duration A_DAY = Duration.ofDays(1);

  private final List<ReplayRecord> recorded = new ArrayList<>();

  @Test
  void aHostADayAheadIsPutBackAmongItsPeers() {
    peers(9, 0, 6);
    answers("i-ahead", A_DAY, 0, 6);
    assertEquals(hours(0, 6), times("i-ahead"));
  }

  @Test
  void aHostADayBehindIsPutAmongItsPeers() {
    peers(9, 0, 6);
    answers("i-behind", A_DAY.negated(), 0, 6);
    assertEquals(hours(0, 6), times("i-behind"));
  }

  @Test
  void aHostAheadInALongRecordingIsPutBackThoughItsTimesMeetItsPeers() {
    peers(9, 0, 48);
    answers("i-ahead", A_DAY, 0, 48);
    assertEquals(hours(0, 48), times("i-ahead"));
  }

  @Test
  void oneCollectionIsEnough() {
    peers(9, 3, 4);
    answers("i-ahead", A_DAY, 3, 4);
    assertEquals(hours(3, 4), times("i-ahead"));
  }

  @Test
  void aHostThatCameLateAndIsAheadEndsWithItsPeers() {
    peers(9, 0, 6);
    answers("i-ahead", A_DAY, 4, 6);
    assertEquals(hours(4, 6), times("i-ahead"));
  }

  @Test
  void aClockThatJumpsAtTheEndEndsNothing() {
    peers(9, 0, 6);
    answers("i-jumps", Duration.ZERO, 0, 5);
    answers("i-jumps", A_DAY, 5, 6);
    assertEquals(hours(0, 6), times("i-jumps"));
  }

  @Test
  void aClockThatJumpedAndCameBackKeepsItsLastAnswerLast() {
    peers(9, 0, 6);
    answers("i-jumps", Duration.ZERO, 0, 3);
    answers("i-jumps", A_DAY, 3, 4);
    answers("i-jumps", Duration.ZERO, 4, 6);
    List<Instant> times = times("i-jumps").stream().sorted().toList();
    assertEquals(hours(5, 6).get(0), times.get(times.size() - 1));
    assertEquals(6, times.size());
  }

  @Test
  void hostsThatCameOrWentWithTheGroupsTimeAreBelieved() {
    peers(9, 0, 24);
    answers("i-gone", Duration.ZERO, 0, 2);
    answers("i-new", Duration.ZERO, 22, 24);
    assertEquals(hours(0, 2), times("i-gone"));
    assertEquals(hours(22, 24), times("i-new"));
  }

  @Test
  void aNewGenerationIsNoWrongClock() {
    peers(6, 0, 3);
    for (int host = 0; host < 6; host++) {
      answers("i-new" + host, Duration.ZERO, 30, 33);
    }
    assertEquals(hours(30, 33), times("i-new0"));
    assertEquals(hours(0, 3), times("i-0"));
  }

  @Test
  void aBrokersTimeStands() {
    peers(9, 0, 6);
    recorded.add(record("i-ahead", MIDNIGHT.plus(A_DAY), true));
    assertEquals(List.of(MIDNIGHT.plus(A_DAY)), times("i-ahead"));
  }

  @Test
  void ofTwoHostsNobodyIsWrong() {
    peers(1, 0, 6);
    answers("i-ahead", A_DAY, 0, 6);
    assertEquals(hours(24, 30), times("i-ahead"));
  }

  private void peers(int hosts, int from, int to) {
    for (int host = 0; host < hosts; host++) {
      answers("i-" + host, Duration.ZERO, from, to);
    }
  }

  private void answers(String host, Duration off, int from, int to) {
    hours(from, to).forEach(hour -> recorded.add(record(host, hour.plus(off), false)));
  }

  private static ReplayRecord record(String host, Instant at, boolean known) {
    Origin origin = known ? Origin.BROKER : Origin.FILE;
    return new ReplayRecord(at, origin, at, WEB, host, "users", 0, 0, RowsPlace.UNKNOWN);
  }

  private List<Instant> times(String host) {
    Map<String, List<Instant>> times = new TreeMap<>();
    for (ReplayRecord entry : GroupClock.corrected(recorded)) {
      times.computeIfAbsent(entry.instance(), i -> new ArrayList<>()).add(entry.appended());
    }
    return times.get(host);
  }

  private static List<Instant> hours(int from, int to) {
    List<Instant> hours = new ArrayList<>();
    for (int hour = from; hour < to; hour++) {
      hours.add(MIDNIGHT.plus(Duration.ofHours(hour)));
    }
    return hours;
  }
}
