package io.diffy.view;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.item.ColumnPins;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Evaluation.Hosts;
import io.diffy.schemas.Evaluation.Learnt;
import io.diffy.schemas.Evaluation.LearntColumn;
import io.diffy.schemas.Evaluation.Open;
import io.diffy.schemas.Evaluation.Passing;
import io.diffy.schemas.Evaluation.Window;
import io.diffy.schemas.ScoreBreakdown.Visits;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.terminal.Screen;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class LearntViewTest {
  private static final LearntColumn TOKEN = new LearntColumn("token", 1, 3, 3, false);
  private static final LearntColumn USER_KEPT = new LearntColumn("user", 0.6, 0, 3, true);
  private static final Instant FIVE_AM = FOUR_AM.plusSeconds(3600);
  private static final Instant SIX_AM = FIVE_AM.plusSeconds(3600);

  private final LearntView view = new LearntView();

  @Test
  void theNewestEvaluationSaysWhatHoldsSinceTheFirstOfItsSeries() {
    evaluated(SIX_AM, TOKEN);
    evaluated(THREE_AM, TOKEN);
    evaluated(FOUR_AM);
    evaluated(FIVE_AM, TOKEN);

    assertEquals(List.of("jobs token 2026-11-20T05:00:00Z learnt"), said(view.lines(Map.of())));
  }

  @Test
  void anEvaluationOfTwoHostsTeachesNothing() {
    evaluated(THREE_AM, TOKEN);
    view.add(evaluation(FOUR_AM, List.of("i-1", "i-2")));

    assertEquals(List.of("jobs token 2026-11-20T03:00:00Z learnt"), said(view.lines(Map.of())));
  }

  @Test
  void pinsStandBesideWhatIsLearnt() {
    evaluated(THREE_AM, TOKEN, USER_KEPT);

    assertEquals(
        List.of(
            "jobs path - pinned volatile",
            "jobs token 2026-11-20T03:00:00Z learnt",
            "jobs user 2026-11-20T03:00:00Z pinned never"),
        said(view.lines(Map.of("jobs", new ColumnPins(Set.of("path"), Set.of("user"))))));
  }

  @Test
  void aColumnNamedByAHostMovesNoCursor() {
    evaluated(THREE_AM, new LearntColumn("\u001b[2Jtoken", 1, 3, 3, false));

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream printed = new PrintStream(out, true, UTF_8);
    LearntView.table(view.lines(Map.of())).print(Screen.plain(printed, printed));

    assertFalse(out.toString(UTF_8).contains("\u001b"), out.toString(UTF_8));
  }

  @Test
  void whatComesAndGoesStandsBelow() {
    Passing certbot =
        new Passing(
            new TreeMap<>(Map.of("name", "cert\u001bbot", "path", "/usr/bin/certbot")),
            new Visits(3, 9, 12));
    view.add(
        evaluation(
            THREE_AM,
            List.of("i-1", "i-2", "i-3"),
            new Learnt("", List.of(), List.of(certbot), 7)));

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream printed = new PrintStream(out, true, UTF_8);
    LearntView.visitors(view.visitors(), new RowSummary(TriagePack.load()))
        .print(Screen.plain(printed, printed));

    assertTrue(out.toString(UTF_8).contains("9 of the last 12 days on 3 hosts"), out::toString);
    assertFalse(out.toString(UTF_8).contains("\u001b"), out::toString);
    assertEquals(
        "{\"query\":\"jobs\",\"by\":\"visits\",\"row\":{\"name\":\"cert\\u001Bbot\",\"path\":\"/usr/bin/certbot\"},\"hosts\":3,\"days\":9,\"of_days\":12}",
        view.visitors().get(0).json());
    assertEquals(7, view.leftOut());
  }

  private void evaluated(Instant at, LearntColumn... learnt) {
    view.add(evaluation(at, List.of("i-1", "i-2", "i-3"), learnt));
  }

  private static Evaluation evaluation(Instant at, List<String> covered, LearntColumn... learnt) {
    return evaluation(
        at, covered, new Learnt(learnt.length == 0 ? "" : "0a1b2c3d", List.of(learnt)));
  }

  private static Evaluation evaluation(Instant at, List<String> covered, Learnt learnt) {
    return new Evaluation(
        WEB_PROD,
        "jobs",
        new Window(at, at.minusSeconds(7920), ""),
        new Hosts(covered, List.of()),
        List.of(),
        Open.NOTHING,
        learnt);
  }

  private static List<String> said(List<LearntView.Line> lines) {
    return lines.stream()
        .map(
            l ->
                "%s %s %s %s"
                    .formatted(
                        l.query(),
                        l.column(),
                        l.since().map(Instant::toString).orElse("-"),
                        l.by()))
        .toList();
  }
}
