package io.diffy.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.aws.AwsAccounts;
import io.diffy.rules.item.ColumnPins;
import io.diffy.rules.time.IntakeLimits;
import io.diffy.settings.judging.HostLimits;
import io.diffy.settings.judging.PinnedColumns;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

final class SettingsTest {
  @TempDir Path folder;

  @Test
  void theFlagWinsOverTheEnvironmentOverTheFileOverTheDefault() throws Exception {
    Map<String, String> environment = Map.of("DIFFY_TOPIC_PREFIX", "from-env");
    Path file = file("topic-prefix=from-file");

    assertEquals("from-flag", prefix(environment, file, "--topic-prefix", "from-flag"));
    assertEquals("from-env", prefix(environment, file));
    assertEquals("from-file", prefix(Map.of(), file));
    assertEquals("diffy", prefix(Map.of(), file("")));
  }

  @Test
  void anEmptyVariableIsNotSet() throws Exception {
    assertEquals(
        "from-file", prefix(Map.of("DIFFY_TOPIC_PREFIX", ""), file("topic-prefix=from-file")));
  }

  @Test
  void aSwitchCanBeSetAnywhereAndTheFlagAgreesWithIt() throws Exception {
    assertTrue(parse(Map.of("DIFFY_VERBOSE", "true"), file("")).verbose);
    assertTrue(parse(Map.of("DIFFY_VERBOSE", "true"), file(""), "--verbose").verbose);
    assertFalse(parse(Map.of("DIFFY_VERBOSE", "false"), file("verbose=true")).verbose);
  }

  @Test
  void anUnknownKeyIsNamedWithTheKnownOnes() {
    SettingsError error =
        assertThrows(SettingsError.class, () -> prefix(Map.of(), file("topic_prefix=x")));
    assertTrue(error.getMessage().contains("unknown key \"topic_prefix\""), error::getMessage);
    assertTrue(error.getMessage().contains("topic-prefix"), error::getMessage);
  }

  @Test
  void settingsOfPluginsAreKeysOrVariablesAndTheEnvironmentWins() throws Exception {
    Path file = file("aws.endpoint.ssm=http://a\nplugin.ssm-slow.max-wait=1");
    Map<String, String> environment =
        Map.of("DIFFY_PLUGIN_SSM__SLOW_MAX__WAIT", "2", "DIFFY_AWS_ENDPOINT_S3", "http://b");

    Settings settings = Settings.read(environment, Optional.of(file));

    assertEquals(
        Map.of("aws.endpoint.ssm", "http://a", "aws.endpoint.s3", "http://b"),
        settings.values(AwsAccounts.settings()));
    assertEquals(
        Map.of("plugin.ssm-slow.max-wait", "2"),
        settings.values(Set.of("plugin.ssm-slow.max-wait")));
  }

  @Test
  void dotsAndDashesAreBothOneUnderscoreAndTheOldFormStaysValid() {
    Set<String> key = Set.of("plugin.webhook.min-severity");
    Map<String, String> low = Map.of("plugin.webhook.min-severity", "low");
    assertEquals(low, environment("DIFFY_PLUGIN_WEBHOOK_MIN_SEVERITY", "low").values(key));
    assertEquals(low, environment("DIFFY_PLUGIN_WEBHOOK_MIN__SEVERITY", "low").values(key));
  }

  @Test
  void bothFormsOfOneNameMayNotSayDifferentThings() {
    Settings both =
        Settings.read(
            Map.of(
                "DIFFY_A_B_C", "1", "DIFFY_A_B__C", "2", "DIFFY_D_E_F", "3", "DIFFY_D_E__F", "3"),
            Optional.empty());
    assertEquals(Map.of("d.e-f", "3"), both.values(Set.of("d.e-f")));
    assertEquals(
        "DIFFY_A_B_C and DIFFY_A_B__C say different things; leave one of them out",
        assertThrows(SettingsError.class, () -> both.values(Set.of("a.b-c"))).getMessage());
  }

  private static Settings environment(String name, String value) {
    return Settings.read(Map.of(name, value), Optional.empty());
  }

  @Test
  void columnsArePinnedPerQueryAndTheEnvironmentWins() throws Exception {
    Path file =
        file(
            "volatile.backup_jobs=token, last_run\nnever-volatile.backup_jobs=user\n"
                + "volatile.mounts=flags");
    Settings settings =
        Settings.read(Map.of("DIFFY_NEVER_VOLATILE_MOUNTS", "type"), Optional.of(file));
    known(new CommandLine(new Sample())).require(settings);

    assertEquals(
        Map.of(
            "backup_jobs", new ColumnPins(Set.of("token", "last_run"), Set.of("user")),
            "mounts", new ColumnPins(Set.of("flags"), Set.of("type"))),
        PinnedColumns.of(settings));
    assertEquals(
        new ColumnPins(Set.of("options"), Set.of()),
        PinnedColumns.of(
                Settings.read(Map.of("DIFFY_VOLATILE_MOUNTS", "options"), Optional.of(file)))
            .get("mounts"));
  }

  @Test
  void aColumnPinnedBothWaysIsAnError() {
    SettingsError error =
        assertThrows(
            SettingsError.class,
            () ->
                PinnedColumns.of(
                    Settings.read(
                        Map.of(), Optional.of(file("volatile.q=a,b\nnever-volatile.q=b")))));
    assertEquals("volatile.q and never-volatile.q both name b; decide for one", error.getMessage());
  }

  @Test
  void limitsOfAHostComeFromTheFileAndTheEnvironmentWins() throws Exception {
    Path file = file("limit.rows=100000\nlimit.items=30000\nlimit.columns=200");
    Settings settings = Settings.read(Map.of("DIFFY_LIMIT_ITEMS", "40000"), Optional.of(file));
    known(new CommandLine(new Sample())).require(settings);

    assertEquals(
        new IntakeLimits(100_000, 40_000, 200, 500, 300, 50_000, 500), HostLimits.of(settings));
    assertEquals(IntakeLimits.DEFAULT, HostLimits.of(Settings.read(Map.of(), Optional.empty())));
  }

  @Test
  void aLimitThatIsNoneIsAnError() {
    assertEquals("there is no limit.row; did you mean limit.rows?", limitError("limit.row=5"));
    assertEquals(
        "limit.rows must be a whole number from 1 up, not \"0\"", limitError("limit.rows=0"));
    assertEquals(
        "limit.rows must be a whole number from 1 up, not \"many\"", limitError("limit.rows=many"));
  }

  private String limitError(String text) {
    return assertThrows(
            SettingsError.class,
            () -> HostLimits.of(Settings.read(Map.of(), Optional.of(file(text)))))
        .getMessage();
  }

  @Test
  void aMissingFileIsNamed() {
    Path missing = folder.resolve("none.properties");
    SettingsError error = assertThrows(SettingsError.class, () -> prefix(Map.of(), missing));
    assertTrue(error.getMessage().contains(missing.toString()), error::getMessage);
  }

  @Test
  void everyClientPropertyGoesThroughTheKafkaPrefixAndIsNeverPrinted() throws Exception {
    Settings settings =
        Settings.read(
            Map.of("DIFFY_KAFKA_SASL_MECHANISM", "PLAIN", "DIFFY_DATA", "/data"),
            Optional.of(file("kafka.sasl.mechanism=GSSAPI\nkafka.sasl.jaas.config=s3cret")));
    assertEquals(Map.of("sasl.mechanism", "PLAIN", "sasl.jaas.config", "s3cret"), settings.kafka());
    assertFalse(settings.toString().contains("s3cret"));
  }

  private static KnownSettings known(CommandLine commands) {
    return new KnownSettings(commands, List::of);
  }

  private Path file(String text) throws Exception {
    return Files.writeString(folder.resolve("diffy.properties"), text);
  }

  private static String prefix(Map<String, String> environment, Path file, String... arguments) {
    return parse(environment, file, arguments).prefix;
  }

  private static Sample parse(Map<String, String> environment, Path file, String... arguments) {
    Sample sample = new Sample();
    CommandLine commands = new CommandLine(sample);
    Settings settings = Settings.read(environment, Optional.of(file));
    known(commands).require(settings);
    commands.setDefaultValueProvider(settings);
    commands.parseArgs(arguments);
    return sample;
  }

  @Command
  private static final class Sample {
    @Option(names = "--topic-prefix", defaultValue = "diffy")
    private String prefix;

    @Option(
        names = {"-v", "--verbose"},
        defaultValue = "false",
        fallbackValue = "true")
    private boolean verbose;
  }
}
