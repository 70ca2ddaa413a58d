package io.diffy.view;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Evaluation.Hosts;
import io.diffy.schemas.Evaluation.Learnt;
import io.diffy.schemas.Evaluation.Open;
import io.diffy.schemas.Evaluation.Window;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.SetAside;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.terminal.Screen;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SetAsideViewTest {
  private static final SetAside OWN_LINES =
      new SetAside(
          "template",
          12,
          9,
          List.of("i-1"),
          Map.of("path", "/etc/cron.d/renew", "command", "renew --at 7"));

  private final SetAsideView view = new SetAsideView();

  @Test
  void oneEntryIsTwoLines() {
    view.add(evaluation("crontab", FOUR_AM, OWN_LINES));

    assertEquals(
        List.of(
            "",
            "Set aside: crontab: 12 rows on 9 hosts (template: each host has its own)",
            "  e.g. path=/etc/cron.d/renew command=renew --at 7"),
        printed(Optional.of(WEB_PROD)));
    assertEquals(List.of(), printed(Optional.of(GroupKey.parse("other"))), "of another group");
  }

  @Test
  void onlyTheNewestEvaluationCounts() {
    view.add(evaluation("crontab", FOUR_AM));
    view.add(evaluation("crontab", THREE_AM, OWN_LINES));

    assertEquals(List.of(), printed(Optional.empty()));
  }

  @Test
  void whatMostNeedsALookComesFirstAndTheRestIsCounted() {
    view.add(
        evaluation(
            "crontab", FOUR_AM, OWN_LINES, aside("of a newer version", 1), aside("mask", 2)));
    view.add(evaluation("mounts", FOUR_AM, aside("noise", 3), aside("limit", 1)));

    List<String> lines = printed(Optional.empty());
    assertTrue(lines.get(1).contains("mounts: 1 row on 1 host (limit: "), lines::toString);
    assertTrue(lines.get(3).contains("(noise: "), lines::toString);
    assertTrue(lines.get(5).contains("(mask: "), lines::toString);
    assertEquals("Set aside: 2 more, see \"set_aside\" in the evaluations.", lines.get(7));
  }

  @Test
  void whatAHostWroteIsHarmlessAndFitsTheScreen() {
    view.add(
        evaluation(
            "crontab",
            FOUR_AM,
            new SetAside("mask", 1, 1, List.of(), Map.of("path", "\u001b[2J" + "x".repeat(999)))));

    String all = String.join("\n", printed(Optional.empty()));
    assertFalse(all.contains("\u001b"), all);
    all.lines().forEach(line -> assertTrue(line.length() <= 80, line));
  }

  private static SetAside aside(String reason, int hosts) {
    return new SetAside(reason, hosts, hosts, List.of(), Map.of("path", "/x"));
  }

  private List<String> printed(Optional<GroupKey> only) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, UTF_8);
    view.print(new Screen(stream, stream, 80, false, false, false), only, TriagePack.load());
    return out.toString(UTF_8).lines().toList();
  }

  private static Evaluation evaluation(String query, Instant at, SetAside... aside) {
    return new Evaluation(
        WEB_PROD,
        query,
        new Window(at, at.minusSeconds(7920), ""),
        new Hosts(List.of("i-1"), List.of()),
        List.of(),
        new Open(List.of(), List.of(), 0, List.of(), List.of(aside)),
        Learnt.NOTHING);
  }
}
