package io.diffy.plugins.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diffy.plugin.Payload;
import io.diffy.plugin.PayloadPlugin.Order;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.kit.Contexts;
import io.diffy.plugin.kit.HostileText;
import io.diffy.plugin.kit.ShellRun;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.Observation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Execution(ExecutionMode.CONCURRENT)
class CommandPayloadTest {
  private static final String SHELLS = "io.diffy.plugin.kit.ShellRun#shells";

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource(SHELLS)
  void eachLineIsARow(String shell) throws Exception {
    Observation answer =
        answer(shell, Map.of("command", "printf 'a b\\n\\n\"c\"'", "name", "list"));

    assertEquals("list", answer.query());
    assertEquals(
        List.of(Map.of("line", "a b"), Map.of("line", ""), Map.of("line", "\"c\"")), answer.rows());
  }

  @ParameterizedTest
  @MethodSource(SHELLS)
  void anArrayOfObjectsIsRows(String shell) throws Exception {
    String json = "printf '[{\"a\":1,\"b\":null}]'";

    assertEquals(List.of(Map.of("a", "1", "b", "")), answer(shell, Map.of("command", json)).rows());
    assertEquals(
        List.of(Map.of("line", "[{\"a\":1,\"b\":null}]")),
        answer(shell, Map.of("command", json, "format", "lines")).rows());
    assertEquals(
        Coverage.ERROR, answer(shell, Map.of("command", "echo no", "format", "json")).coverage());
  }

  @ParameterizedTest
  @MethodSource(SHELLS)
  void theCommandIsThePersonsOwnWordForWord(String shell) throws Exception {
    String command = "for each in 'a  b' \"$((1 + 1))\"; do echo \"$each {{x}}\"; done # '";

    assertEquals(
        List.of(Map.of("line", "a  b {{x}}"), Map.of("line", "2 {{x}}")),
        answer(shell, Map.of("command", command)).rows());
  }

  @ParameterizedTest
  @MethodSource(SHELLS)
  void whatItWritesWhereItStandsIsRemoved(String shell) throws Exception {
    assertEquals(
        List.of(Map.of("line", HostileText.MARK)),
        answer(shell, Map.of("command", "touch HOSTILE; touch ~/home; ls")).rows());
  }

  @ParameterizedTest
  @MethodSource(SHELLS)
  void aCommandThatFailsIsNotAnEmptyAnswer(String shell) throws Exception {
    Observation answer = answer(shell, Map.of("command", "echo partly; echo why >&2; exit 9"));

    assertEquals(Coverage.ERROR, answer.coverage());
    assertEquals("the command ended with exit code 9: why", answer.error());
    assertEquals(List.of(), answer.rows());
  }

  @Test
  void theIncidentTravelsWithTheObservation() throws Exception {
    Payload payload = payload(Map.of("command", "true"), "INC-7 $(id)");

    Observation answer =
        payload
            .read(
                TestHost.WEB_1,
                ShellRun.of("dash", payload.script(), folder).output(),
                Contexts.NOW)
            .get(0);

    assertEquals("\"INC-7 $(id)\"", answer.more().get("incident_id"));
  }

  @Test
  void withoutACommandThereIsNothingToRun() {
    PluginFailure failure = assertThrows(PluginFailure.class, () -> payload(Map.of(), ""));

    assertEquals(
        "plugin.command.command is not set; it is the shell command to run on the instances",
        failure.getMessage());
  }

  private Observation answer(String shell, Map<String, String> settings) throws Exception {
    Payload payload = payload(settings, "");
    ShellRun run = ShellRun.of(shell, payload.script(), folder);
    assertEquals(0, run.exit(), run.errors());
    assertEquals(List.of(), ShellRun.leftIn(folder));
    return payload.read(TestHost.WEB_1, run.output(), Contexts.NOW).get(0);
  }

  private Payload payload(Map<String, String> settings, String incident) {
    return new CommandPayloadPlugin()
        .make(new Order(TestHost.pack(), TestHost.RUN, incident), Contexts.of(folder, settings));
  }
}
