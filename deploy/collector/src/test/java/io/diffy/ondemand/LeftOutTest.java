package io.diffy.ondemand;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.Target;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.TestObservations;
import io.diffy.terminal.Screen;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who is not asked, and what nobody answers, is told with the reason. */
final class LeftOutTest {
  private static final Instant NOW = Instant.parse("2026-11-20T03:00:00Z");
  private static final String WINDOWS = "its platform is Windows, not Linux";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void whoTheCollectionLeavesOutIsNamedOnceWithTheReason() {
    Target standby =
        new Target(Instance.named("web", "i-0c"), "Standby", "Standby: is not in service");

    view()
        .results(
            List.of(
                success("i-0a"),
                left(target("i-0b"), WINDOWS),
                left(standby, standby.skipped()),
                left(target("i-0d"), WINDOWS)));

    assertEquals(
        """
        1 of 1 answered, 7 bytes. 3 skipped.
          not asked: its platform is Windows, not Linux: i-0b, i-0d
        """,
        out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void whatNoInstanceAnsweredIsKnownApartFromThoseThatGaveNothing() {
    CapturedAnswers answers =
        CollectedAnswers.of(
            List.of(
                success("i-0a"),
                success("i-0b"),
                InstanceResult.without(target("i-0c"), InstanceOutcome.FAILED, "exit code 1")),
            List.of("crontab", "users"),
            new CollectedAnswers.Run("run", "test", ""),
            NOW);

    assertEquals(Map.of("users", "its output holds no answer to this"), answers.unanswered());
  }

  private CollectionView view() {
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    return new CollectionView(Screen.plain(stream, stream));
  }

  private static Target target(String id) {
    return Target.of(Instance.named("web", id), "InService");
  }

  private static InstanceResult left(Target target, String reason) {
    return InstanceResult.without(target, InstanceOutcome.SKIPPED, reason);
  }

  private static InstanceResult success(String id) {
    Observation crontab = TestObservations.cleanCron(Instance.named("web", id), NOW);
    return new InstanceResult(
        target(id), InstanceOutcome.SUCCESS, "", List.of(crontab), 7, Duration.ZERO);
  }
}
