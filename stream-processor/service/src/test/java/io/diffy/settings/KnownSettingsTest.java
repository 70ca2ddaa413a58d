package io.diffy.settings;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

final class KnownSettingsTest {
  private static final PluginInfo WEBHOOK =
      sink("webhook").reading("url", "min-severity", "per-hour");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "DIFFY_TOPIC_PREFX, DIFFY_TOPIC_PREFIX",
    "DIFFY_KAFKA_SECURITY_PROTOCL, DIFFY_KAFKA_SECURITY_PROTOCOL",
    "DIFFY_PLUGIN_WEBHOOK_SEVERITY, DIFFY_PLUGIN_WEBHOOK_MIN_SEVERITY",
    "DIFFY_PLUGIN_WEBHOK_PER__HOUR, DIFFY_PLUGIN_WEBHOOK_PER_HOUR",
    "DIFFY_WEBHOK_URL, DIFFY_PLUGIN_WEBHOOK_URL",
    "DIFFY_LIMIT_ROW, DIFFY_LIMIT_ROWS",
    "DIFFY_TRUST_KEY, DIFFY_TRUST_KEYS",
    "DIFFY_AWS_REGOIN, DIFFY_AWS_REGION",
    "DIFFY_VOLATIL_MOUNTS, diffy settings",
    "DIFFY_JAVA_OPT, DIFFY_JAVA_OPTS",
    "diffy_topic_prefix, DIFFY_TOPIC_PREFIX",
    "Diffy_Plugin_Webhook_Severity, DIFFY_PLUGIN_WEBHOOK_MIN_SEVERITY"
  })
  void anUnknownVariableIsRefusedWithTheNearest(String variable, String nearest) {
    String said = refused(Map.of(variable, "1"), "");
    assertTrue(said.startsWith(variable + " is unknown"), said);
    assertTrue(said.contains(nearest), said);
    assertTrue(said.length() < 400, said);
  }

  @ParameterizedTest
  @CsvSource({
    "topic_prefix, topic-prefix",
    "webhook.url, plugin.webhook.url",
    "plugin.webhook.severity, plugin.webhook.min-severity",
    "kafka.sasl.mechanisn, kafka.sasl.mechanism",
    "kafka.consumer.max.poll.record, kafka.consumer.max.poll.records",
    "aws.endpoint.s4, aws.endpoint.s3",
    "DIFFY_TOPIC_PREFIX, topic-prefix"
  })
  void anUnknownKeyOfTheFileIsRefusedWithTheNearest(String key, String nearest) {
    String said = refused(Map.of(), key + "=1");
    assertTrue(said.contains("diffy.properties has the unknown key \"" + key + "\""), said);
    assertTrue(said.contains("did you mean "), said);
    assertTrue(said.contains(nearest), said);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DIFFY_JAVA_OPTS",
        "DIFFY_CONFIG",
        "DIFFY_TOPIC_PREFIX",
        "DIFFY_PLUGIN_WEBHOOK_MIN_SEVERITY",
        "DIFFY_PLUGIN_WEBHOOK_MIN__SEVERITY",
        "DIFFY_VOLATILE_BACKUP_JOBS",
        "DIFFY_KAFKA_CONFIG_PROVIDERS_FILE_CLASS",
        "DIFFY_KAFKA_CLIENT_ID",
        "DIFFY_AWS_ENDPOINT_S3",
        "HOME",
        "EDIFFY_X"
      })
  void whatSomethingReadsIsLeftInPeace(String variable) {
    assertDoesNotThrow(() -> require(Map.of(variable, "1"), ""));
  }

  @Test
  void aVariableWithoutAValueIsNotSetWhateverItsName() {
    assertDoesNotThrow(() -> require(Map.of("DIFFY_TOPIC_PREFX", ""), ""));
  }

  @Test
  void aSettingOfAPluginThatIsNotInstalledSaysSo() {
    for (String said :
        List.of(
            refused(Map.of("DIFFY_PLUGIN_SPLUNK_TOKEN", "1"), ""),
            refused(Map.of(), "plugin.splunk.token=1"))) {
      assertTrue(said.contains("(no such plugin is installed; there are webhook)"), said);
    }
  }

  @Test
  void severalFaultsAreCounted() {
    String said = refused(Map.of("DIFFY_TOPIC_PREFX", "1", "DIFFY_TOPIC_PREFY", "1"), "zzz=1");
    assertTrue(said.contains("2 more are wrong"), said);
  }

  @Test
  void twoKeysThatShareAVariableAreToldApartByTheFile() {
    KnownSettings known =
        new KnownSettings(
            sample(), () -> List.of(sink("a").reading("b-c"), sink("a-b").reading("c")));
    Settings settings = Settings.read(Map.of("DIFFY_PLUGIN_A_B_C", "1"), Optional.empty());
    assertEquals(
        "DIFFY_PLUGIN_A_B_C may mean plugin.a-b.c or plugin.a.b-c; set it in the --config file."
            + " diffy settings lists them all.",
        assertThrows(SettingsError.class, () -> known.require(settings)).getMessage());
  }

  @Test
  void aValueThatNoClientOfKafkaTakesIsRefusedWithTheAllowedOnes() {
    String said = refused(Map.of("DIFFY_KAFKA_SECURITY_PROTOCOL", "SLL"), "");
    assertTrue(said.startsWith("kafka.security.protocol: Invalid value SLL"), said);
    assertTrue(said.contains("SASL_SSL"), said);
    assertTrue(refused(Map.of(), "kafka.retries=many").contains("many"), said);
    assertDoesNotThrow(() -> require(Map.of(), "kafka.security.protocol=SASL_SSL"));
    assertDoesNotThrow(() -> require(Map.of(), "kafka.retries=${file:/etc/kafka:retries}"));
  }

  @Test
  void whatIsDecidedHereCantBeSetRatherThanBePassedOver() {
    for (String owned :
        List.of(
            "isolation.level", "application.id", "state.dir", "main.consumer.auto.offset.reset")) {
      String said = refused(Map.of(), "kafka." + owned + "=read_uncommitted");
      assertTrue(said.startsWith("kafka." + owned + " can't be set"), said);
    }
    assertFalse(KnownSettings.kafka().contains("kafka.state.dir"));
  }

  @Test
  void aMarkBeforeTheFirstLineIsNoPartOfAKeyAndNoKeyStandsTwice() {
    assertDoesNotThrow(() -> require(Map.of(), "\ufefftopic-prefix=acme\ntopic-prefix=acme"));
    String said = refused(Map.of(), "topic-prefix=acme\ntopic-prefix=other");
    assertTrue(said.contains("topic-prefix stands there twice"), said);
  }

  @Test
  void noSecretIsSaidWithAFault() {
    String said = refused(Map.of("DIFFY_KAFKA_SASL_JAS_CONFIG", "s3cret"), "topic_prefix=s3cret");
    assertFalse(said.contains("s3cret"), said);
  }

  private String refused(Map<String, String> environment, String file) {
    return assertThrows(SettingsError.class, () -> require(environment, file)).getMessage();
  }

  private void require(Map<String, String> environment, String text) throws Exception {
    Path file = Files.writeString(folder.resolve("diffy.properties"), text);
    new KnownSettings(sample(), () -> List.of(WEBHOOK))
        .require(Settings.read(environment, Optional.of(file)));
  }

  private static PluginInfo sink(String slug) {
    return new PluginInfo(PluginKind.SINK, slug, "Test", "1", "the tests", "Of a test.");
  }

  private static CommandLine sample() {
    CommandSpec spec = CommandSpec.create();
    spec.addOption(OptionSpec.builder("--topic-prefix").build());
    spec.addOption(OptionSpec.builder("--bootstrap-server").build());
    return new CommandLine(spec);
  }
}
