package io.diffy.plugin.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.BadOutput;
import io.diffy.plugin.Payload;
import io.diffy.plugin.PayloadPlugin;
import io.diffy.plugin.PayloadPlugin.Order;
import io.diffy.plugin.PluginKind;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.Pack;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every payload plugin must do. Its scripts are run for real, with dash and with bash. */
public abstract class PayloadPluginContract extends PluginContract<PayloadPlugin> {
  private static final Pattern CREDENTIAL =
      Pattern.compile(
          "AKIA|ASIA|aws_(access|secret|session)|PRIVATE KEY|X-Amz-Signature",
          Pattern.CASE_INSENSITIVE);
  private static final Instance WEB_1 = Instance.named("web", "i-0abc");
  private static final String INCIDENT = "INC-7";

  protected PayloadPluginContract() {
    super(PluginKind.PAYLOAD);
  }

  /** Queries that can be answered where the tests run. */
  protected abstract Pack pack();

  @Test
  void theNamesOfItsQueriesAreSorted() {
    List<String> queries = payload(INCIDENT).queries();

    assertFalse(queries.isEmpty());
    assertEquals(queries.stream().distinct().sorted().toList(), queries);
  }

  @ParameterizedTest
  @MethodSource("io.diffy.plugin.kit.ShellRun#shells")
  void readsWhatItsScriptPrints(String shell) throws Exception {
    Payload payload = payload(INCIDENT);

    ShellRun run = ShellRun.of(shell, payload.script(), folder);

    assertEquals(0, run.exit(), run.errors());
    List<Observation> observations = payload.read(WEB_1, run.output(), Contexts.NOW);
    assertEquals(
        payload.queries(), observations.stream().map(Observation::query).sorted().toList());
    observations.forEach(each -> assertEquals(WEB_1, each.instance()));
  }

  @ParameterizedTest
  @MethodSource("io.diffy.plugin.kit.ShellRun#shells")
  void leavesNothingBehind(String shell) throws Exception {
    ShellRun.of(shell, payload(INCIDENT).script(), folder);

    assertEquals(List.of(), ShellRun.leftIn(folder));
  }

  @ParameterizedTest
  @MethodSource("io.diffy.plugin.kit.ShellRun#shells")
  void everyShellUnderstandsItsScript(String shell) throws Exception {
    // The word behind -n reads the script without running any of it.
    ShellRun run = ShellRun.of(shell, "set -n\n" + payload(INCIDENT).script(), folder);

    assertEquals(0, run.exit(), run.errors());
    assertEquals("", run.errors());
  }

  @ParameterizedTest
  @MethodSource("io.diffy.plugin.kit.ShellRun#shells")
  void noIncidentIdReachesTheShell(String shell) throws Exception {
    for (String hostile : HostileText.all()) {
      Payload payload = payload(hostile);

      ShellRun run = ShellRun.of(shell, payload.script(), folder);

      assertEquals(0, run.exit(), run.errors());
      assertEquals(List.of(), ShellRun.leftIn(folder), hostile);
      assertFalse(payload.read(WEB_1, run.output(), Contexts.NOW).isEmpty());
    }
  }

  @Test
  void anOutputWithoutItsEndIsCut() throws IOException, InterruptedException {
    Payload payload = payload(INCIDENT);
    byte[] whole = ShellRun.of("dash", payload.script(), folder).output();

    for (int length : new int[] {0, 1, whole.length / 2, whole.length - 2}) {
      BadOutput bad =
          assertThrows(
              BadOutput.class,
              () -> payload.read(WEB_1, Arrays.copyOf(whole, length), Contexts.NOW));
      assertTrue(bad.cut(), length + " bytes: " + bad.getMessage());
    }
  }

  @Test
  void anOutputThatChangedOnItsWayIsNotRead() throws IOException, InterruptedException {
    Payload payload = payload(INCIDENT);
    byte[] changed = ShellRun.of("dash", payload.script(), folder).output();
    changed[changed.length / 2] ^= 1;

    assertThrows(BadOutput.class, () -> payload.read(WEB_1, changed, Contexts.NOW));
  }

  @Test
  void itHoldsNoCredential() {
    Payload payload = payload(INCIDENT);

    assertFalse(CREDENTIAL.matcher(payload.script()).find());
    assertFalse(CREDENTIAL.matcher(payload.shown()).find());
  }

  @Test
  void itHoldsNothingThatSsmReplaces() {
    assertFalse(payload("{{ssm:secret}}").script().contains("{{"));
  }

  private Payload payload(String incidentId) {
    return plugin().make(new Order(pack(), "run-1", incidentId), context());
  }
}
