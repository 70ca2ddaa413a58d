package io.diffy.acceptance.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.diffy.schemas.json.Json;
import io.diffy.terminal.Csv;
import io.diffy.terminal.Screen;
import io.diffy.terminal.Style;
import io.diffy.terminal.TableView;
import io.diffy.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each surface that shows a host's text, against each form that some reader would obey. */
public class SurfacesTest {
  /** What a terminal, a spreadsheet or a runner of CI obeys in a line. */
  static final Map<String, Pattern> OBEYED =
      new TreeMap<>(
          Map.of(
              "CI of GitHub", Pattern.compile("^\\s*::|##\\[", Pattern.MULTILINE),
              "CI of Azure and TeamCity", Pattern.compile("##[A-Za-z]*\\["),
              "terminal",
                  Pattern.compile(
                      "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069]"),
              "line of a log", Pattern.compile("^<13>|^FORGED", Pattern.MULTILINE)));

  private static final List<String> FORMS =
      List.of(
          "::add-mask::e",
          "a ::error file=x::b",
          "\n::set-output name=x::y",
          "x\r::stop-commands::t",
          "##vso[task.complete result=Succeeded;]",
          "##[error]x",
          "## ##[group]x",
          "##teamcity[testFailed]",
          "##VSO[x]",
          "x".repeat(110) + " ::warning::y",
          "\u001b[2J\u001b]0;x\u0007",
          "\u009b31m",
          "\u202eevil",
          "a\nFORGED line",
          "a\r\n<13>FORGED",
          "\u0000");

  /** By the name in the table of docs/security.md. */
  static final Map<String, UnaryOperator<String>> SURFACES =
      new TreeMap<>(
          Map.of(
              "text of commands", text -> printed(screen -> screen.say("found %s here", text)),
              "messages of commands", text -> printed(screen -> screen.warn("%s", text)),
              "tables of commands", SurfacesTest::table,
              "JSON on a screen",
                  text ->
                      Terminal.safeJson(Json.text(Json.mapper().createObjectNode().put("a", text))),
              "CSV", text -> Csv.line(List.of(text, "b"))));

  /** The surfaces. */
  public static Set<String> names() {
    return new TreeSet<>(SURFACES.keySet());
  }

  static Stream<String> surfaces() {
    return SURFACES.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void nothingOfAHostIsObeyed(String surface) {
    for (String form : FORMS) {
      String shown = SURFACES.get(surface).apply(form);
      OBEYED.forEach(
          (reader, pattern) ->
              assertFalse(
                  pattern.matcher(shown.strip()).find(), () -> reader + " obeys: " + shown));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", " =1", "\t=1", "\uff1d1"})
  void noCellIsAFormula(String form) {
    String cell = Csv.line(List.of(form)).replaceFirst("^\"", "");
    assertFalse(cell.strip().matches("(?s)[=+@\uff1d-].*"), cell);
  }

  private static String table(String text) {
    return printed(
        screen ->
            new TableView()
                .column("A")
                .flexible("B")
                .row(Style.PLAIN, List.of(text, text), List.of(text, "y".repeat(100) + " " + text))
                .print(screen));
  }

  private static String printed(Consumer<Screen> what) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(bytes, true, UTF_8);
    what.accept(Screen.plain(stream, stream));
    return bytes.toString(UTF_8);
  }
}
