package io.diffy.acceptance.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.BadOutput;
import io.diffy.plugin.Payload;
import io.diffy.plugin.PayloadPlugin.Order;
import io.diffy.plugin.PluginContext;
import io.diffy.plugins.payload.CommandPayloadPlugin;
import io.diffy.schemas.Instance;
import io.diffy.schemas.packfile.TriagePack;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One instance puts what it likes where a neighbour's output is looked for. */
class NeighbourTest {
  @TempDir Path folder;

  private final Payload payload = payload("run-1");
  private byte[] printed;
  private String vouched;

  @BeforeEach
  void aHostRunsThePayload() throws Exception {
    Process run = new ProcessBuilder("/bin/sh", "-c", payload.script()).start();
    printed = run.getInputStream().readAllBytes();
    vouched = new String(run.getErrorStream().readAllBytes(), UTF_8);
    // The test's machine is no instance; so its id is put where the shell would have put it.
    printed =
        text().replaceFirst("\"instance\":\"[^\"]*\"", "\"instance\":\"i-evil\"").getBytes(UTF_8);
    assertEquals(1, payload.read(host("i-evil"), printed, Instant.EPOCH).size());
  }

  @Test
  void itsOwnOutputIsNobodyElses() {
    BadOutput refused = refused(payload, "i-neighbour", printed);
    assertTrue(refused.getMessage().contains("it is of i-evil"), refused.getMessage());
  }

  @Test
  void whatSsmVouchesForIsOneOutput() {
    String voucher = payload.voucher(printed).orElseThrow();
    assertTrue(vouched.contains(voucher), vouched);
    byte[] other =
        text().replaceFirst("\"sha256\":\"[0-9a-f]{8}", "\"sha256\":\"00000000").getBytes(UTF_8);
    assertNotEquals(Optional.of(voucher), payload.voucher(other));
  }

  @Test
  void anAnswerThatWasChangedIsRefused() {
    byte[] other = text().replaceFirst("\"exit\":0", "\"exit\":1").getBytes(UTF_8);
    assertTrue(refused(payload, "i-evil", other).getMessage().contains("SHA-256"));
  }

  @Test
  void theOutputOfAnEarlierRunIsRefused() {
    BadOutput refused = refused(payload("run-2"), "i-evil", printed);
    assertTrue(refused.getMessage().contains("it is of run run-1"), refused.getMessage());
  }

  @Test
  void anInstanceThatDoesNotKnowItsIdIsNobody() {
    byte[] nameless = text().replace("i-evil", "").getBytes(UTF_8);
    assertTrue(refused(payload, "i-evil", nameless).getMessage().contains("does not know its own"));
  }

  @Test
  void noSecretLiesInTheObject() throws IOException {
    String out = text().replaceFirst("(?s).*\"out\":\"", "").replaceFirst("(?s)\".*", "");
    byte[] raw = Base64.getDecoder().decode(out);
    byte[] plain =
        text().contains("gzip+base64")
            ? new GZIPInputStream(new ByteArrayInputStream(raw)).readAllBytes()
            : raw;
    assertTrue(new String(plain, UTF_8).contains("backdoor"));
    assertFalse(new String(plain, UTF_8).contains("hunter2"));
  }

  private String text() {
    return new String(printed, UTF_8);
  }

  private static BadOutput refused(Payload payload, String instance, byte[] output) {
    return assertThrows(BadOutput.class, () -> payload.read(host(instance), output, Instant.EPOCH));
  }

  private static Instance host(String id) {
    return Instance.named("web", id);
  }

  private Payload payload(String run) {
    PluginContext context =
        new PluginContext(
            Map.of("command", "echo backdoor; echo password=hunter2-secret"),
            Path.of("/tmp"),
            Clock.systemUTC(),
            note -> {},
            PluginContext.Stop.NEVER);
    return new CommandPayloadPlugin().make(new Order(TriagePack.load(), run, ""), context);
  }
}
