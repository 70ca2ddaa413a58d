package io.diffy.view;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Coverage;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Observation.Part;
import io.diffy.schemas.Observation.Status;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.view.AnswerStack.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is counted in a stack, and what is not. */
final class AnswerStackTest {
  private static final Map<String, String> GOOD = Map.of("path", "/etc/crontab", "minute", "17");
  private static final Map<String, String> EVIL = Map.of("path", "/tmp/x", "minute", "17");

  private final List<Observation> answers =
      new ArrayList<>(
          List.of(
              answer("i-1", THREE_AM, List.of(GOOD, EVIL)),
              answer("i-1", FOUR_AM, List.of(GOOD)),
              answer("i-2", THREE_AM, List.of(GOOD)),
              answer("i-2", FOUR_AM, List.of(GOOD, EVIL)),
              answer("i-3", FOUR_AM, List.of(GOOD))));

  @Test
  void theNewestAnswerOfEachHostCountsAndAllSaySinceWhen() {
    List<Item> items = stack(List.of()).rarest(Instant.MIN);
    assertEquals(List.of(List.of("i-2"), List.of("i-1", "i-2", "i-3")), hosts(items));
    assertEquals(EVIL, items.get(0).row());
    assertEquals(THREE_AM, items.get(0).first());
    Collections.reverse(answers);
    assertEquals(items, stack(List.of()).rarest(Instant.MIN));
  }

  @Test
  void columnsThatAreAskedForAreStackedAsTheyAre() {
    List<Item> items = stack(List.of("minute")).rarest(Instant.MIN);
    assertEquals(List.of(List.of("i-1", "i-2", "i-3")), hosts(items));
    assertEquals(Map.of("minute", "17"), items.get(0).row());
  }

  @Test
  void aSplitAnswerCountsWhenAllOfItIsThere() {
    answers.add(answer("i-4", FOUR_AM, List.of()).withRows(new Part("s", 1, 2), List.of(GOOD)));
    assertEquals(3, stack(List.of()).hosts(Instant.MIN));
    answers.add(0, answer("i-4", FOUR_AM, List.of()).withRows(new Part("s", 2, 2), List.of(EVIL)));
    List<Item> items = stack(List.of()).rarest(Instant.MIN);
    assertEquals(List.of("i-2", "i-4"), items.get(0).hosts());
  }

  @Test
  void whoIsNotCountedIsNamedWithTheReason() {
    answers.add(
        answer("i-cut", FOUR_AM, List.of()).with(new Status(Coverage.TRUNCATED, "too big")));
    answers.add(answer("i-old", THREE_AM.minusSeconds(90_000), List.of(EVIL)));
    AnswerStack stack = stack(List.of());
    stack.seen("i-1");
    stack.seen("i-quiet");
    Instant current = stack.current(Duration.ofHours(2));
    assertEquals(3, stack.hosts(current));
    assertEquals(
        Map.of(
            "only answers that are cut or failed",
            List.of("i-cut"),
            "no whole answer to this query",
            List.of("i-quiet"),
            "no answer since " + TimeText.minutes(current),
            List.of("i-old")),
        stack.missing(current));
    assertEquals(List.of("i-2"), stack.rarest(current).get(0).hosts());
  }

  @Test
  void oneClockThatIsAheadMakesNobodySilent() {
    for (int i = 10; i < 30; i++) {
      answers.add(answer("i-" + i, FOUR_AM, List.of(GOOD)));
    }
    answers.add(answer("i-ahead", FOUR_AM.plus(Duration.ofDays(365)), List.of(GOOD)));
    AnswerStack stack = stack(List.of());
    assertTrue(stack.missing(stack.current(Duration.ofHours(2))).isEmpty());
  }

  private AnswerStack stack(List<String> by) {
    AnswerStack stack = new AnswerStack(TriagePack.load(), "mine", by);
    answers.forEach(answer -> stack.add(answer, answer.collectedAt()));
    return stack;
  }

  private static List<List<String>> hosts(List<Item> items) {
    return items.stream().map(Item::hosts).toList();
  }

  private static Observation answer(String host, Instant at, List<Map<String, String>> rows) {
    return Observation.of(Instance.named("web", host), "mine", at, rows);
  }
}
