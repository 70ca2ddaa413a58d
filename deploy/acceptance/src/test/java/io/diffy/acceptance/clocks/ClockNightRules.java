package io.diffy.acceptance.clocks;

import static io.diffy.acceptance.clocks.ClockNight.BACKLOG;
import static io.diffy.acceptance.clocks.ClockNight.HONEST;
import static io.diffy.acceptance.clocks.ClockNight.HOSTS;
import static io.diffy.acceptance.clocks.ClockNight.SILENT;
import static io.diffy.acceptance.clocks.ClockNight.WRONG;
import static io.diffy.acceptance.clocks.ClockNight.ZONES;
import static io.diffy.acceptance.clocks.ClockNight.host;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What must hold of a {@link ClockNight}, however long its intervals are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ClockNightRules {
  /** The night that was judged. */
  abstract ClockNight night();

  abstract JudgedNight judged();

  @Test
  void hostsHoursAndADayAheadOrBehindTakeNothingFromAnybody() {
    assertEquals(endsTo(7), judged().ends(HONEST));
    assertEquals(endsTo(7), judged().ends(WRONG), "the windows close as those of the honest do");
    assertEverybodyIsCovered(WRONG, 1, 5);

    assertEquals(List.of("unexpected of 4"), created(HONEST, night().end(1)));
    assertEquals(
        List.of(
            "coverage of 1, 2, 3, 5: clock", "missing of 1", "unexpected of 1", "unexpected of 4"),
        created(WRONG, night().end(1)),
        "the clocks are named, and the rows of these hosts are judged");
    assertEquals(
        List.of(),
        judged().findings(WRONG).stream()
            .filter(f -> f.evaluatedAt().isAfter(night().end(1)))
            .filter(f -> !f.evaluatedAt().isAfter(night().end()))
            .toList(),
        "a clock that stays wrong is said once");
  }

  @Test
  void aBacklogOfADayIsNotThePresent() {
    assertEquals(IntStream.rangeClosed(3, 7).mapToObj(night()::end).toList(), ends(BACKLOG));
    assertEverybodyIsCovered(BACKLOG, 1, 3);

    List<Finding> whileItAnswers =
        judged().findings(BACKLOG).stream()
            .filter(f -> !f.evaluatedAt().isAfter(night().end()))
            .toList();
    assertEquals(1, whileItAnswers.size(), whileItAnswers::toString);
    assertEquals(List.of("unexpected of 4"), created(BACKLOG, night().end(3)));
  }

  @Test
  void timesWithAnOffsetAndALeapSecondAreRead() {
    assertEquals(List.of(), judged().deadLetters());
    assertEquals(endsTo(7), judged().ends(ZONES));
    assertEverybodyIsCovered(ZONES, 1, 5);
    assertEquals(
        List.of("coverage of 5: clock", "unexpected of 4"), created(ZONES, night().end(1)));
  }

  @Test
  void aGroupThatFallsSilentOnAQuietPartitionIsJudgedOneLastTime() {
    assertEquals(endsTo(4), judged().ends(SILENT), "and nobody else waits for it");
    assertEverybodyIsCovered(SILENT, 1, 3);
    Evaluation last = judged().evaluations(SILENT).get(3);
    assertEquals(List.of(), last.covered());
    assertEquals(
        IntStream.rangeClosed(1, HOSTS).mapToObj(ClockNight::host).toList(),
        last.absent().stream().map(Evaluation.Absent::instanceId).toList());
    assertTrue(
        last.absent().stream().allMatch(absent -> absent.reason().contains("no answer since")),
        last::toString);
    assertFalse(
        judged().findings(SILENT).stream()
            .anyMatch(f -> f.kind() == Kind.UNEXPECTED && f.activity() == Activity.CLOSE),
        "silence ends nothing");
  }

  @Test
  void aReplayOfTheNightSaysTheSame() {
    assertEquals(List.of(), judged().apart());
  }

  private List<Instant> endsTo(int n) {
    return IntStream.rangeClosed(1, n).mapToObj(night()::end).toList();
  }

  private List<Instant> ends(String group) {
    return judged().ends(group);
  }

  /** In the windows from the {@code from}th that was judged. */
  private void assertEverybodyIsCovered(String group, int from, int to) {
    for (Evaluation evaluation : judged().evaluations(group).subList(from - 1, to)) {
      assertEquals(HOSTS, evaluation.covered().size(), evaluation::toString);
    }
  }

  /** What began at the end of a window, of which hosts. */
  private List<String> created(String group, Instant end) {
    List<String> created = new ArrayList<>();
    for (Finding finding : judged().findings(group)) {
      if (finding.evaluatedAt().equals(end) && finding.activity() == Activity.CREATE) {
        List<Integer> hosts =
            IntStream.rangeClosed(1, HOSTS)
                .filter(
                    n -> finding.instances().stream().anyMatch(i -> i.instanceId().equals(host(n))))
                .boxed()
                .toList();
        String what = finding.kind() == Kind.COVERAGE ? ": " + finding.row().get("coverage") : "";
        created.add(
            finding.kind().word()
                + " of "
                + String.join(", ", hosts.stream().map(String::valueOf).toList())
                + what);
      }
    }
    return created.stream().sorted().toList();
  }
}
