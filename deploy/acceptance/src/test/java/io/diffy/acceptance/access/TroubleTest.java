package io.diffy.acceptance.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.acceptance.it.Cli;
import io.diffy.acceptance.it.DiffyProcess;
import io.diffy.broker.EmbeddedBroker;
import io.diffy.cli.command.ExitCode;
import io.diffy.schemas.topic.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When Kafka does not let somebody in: one sentence, what to do, and no secret. */
final class TroubleTest {
  private static final String WRONG = "Zq8-mistyped-Vw3";

  @TempDir private static Path folder;
  private static SecuredBroker broker;
  private static Roles roles;

  @BeforeAll
  static void aBrokerThatDenies() throws Exception {
    broker = SecuredBroker.start(folder);
    roles = new Roles(broker, folder);
    roles.createTopics(Topics.DEFAULT_PREFIX);
    roles.grant(Topics.DEFAULT_PREFIX, "siem");
    roles.grant(Topics.DEFAULT_PREFIX, "agent");
    broker.addUser("nobody");
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void aWrongPassword() {
    assertSaid(
        "diffy: can't use Kafka at %s: could not describe topic diffy.observations: Kafka does not know this user with this password",
        "check kafka.sasl.mechanism and kafka.sasl.jaas.config",
        findings(broker.client("siem", WRONG)));
  }

  @Test
  void aPasswordWithABlankThatNobodyQuoted() {
    Map<String, String> client = broker.client("siem");
    client.put(
        "sasl.jaas.config",
        client.get("sasl.jaas.config").replaceAll("password=.*", "password=" + WRONG + " horse;"));
    Cli said = findings(client);
    assertSaid(
        "diffy: can't use Kafka at %s: kafka.sasl.jaas.config can't be read", "password=", said);
    assertFalse(said.err().contains("horse"), said::err);
  }

  @Test
  void aCertificateThatNobodyTrusts() {
    Map<String, String> client = broker.client("siem");
    client.remove("ssl.truststore.location");
    client.remove("ssl.truststore.type");
    assertSaid(
        "this client does not trust the certificate of Kafka",
        "kafka.ssl.truststore.location",
        findings(client));
  }

  @ParameterizedTest(name = "{0} against TLS with passwords")
  @CsvSource({
    "PLAINTEXT, speaks TLS",
    "SASL_PLAINTEXT, speaks TLS",
    "SSL, kafka.security.protocol=SASL_SSL"
  })
  void anotherProtocolThanKafkas(String protocol, String what) {
    Map<String, String> client = broker.client("siem");
    client.put("security.protocol", protocol);
    long before = System.nanoTime();
    Cli said = findings(client);
    assertTrue(System.nanoTime() - before < 5_000_000_000L, "it took too long");
    assertEquals(ExitCode.FAILURE, said.exitCode(), said::err);
    assertTrue(said.err().contains("can't use Kafka at " + broker.bootstrapServers()), said::err);
    assertTrue(said.err().contains(what), said::err);
  }

  @ParameterizedTest(name = "{0} names {1}")
  @CsvSource({
    "truststore, nowhere.pem, PEM, '', there is no such file",
    "truststore, authority.pem, JKS, '', Invalid keystore format",
    "truststore, authority.p12, PKCS12, Zq8-mistyped-Vw3, the password is wrong",
    "truststore, broker/meta.properties, PEM, '', No matching CERTIFICATE entries in PEM file",
    "keystore, nowhere.p12, PKCS12, Zq8-mistyped-Vw3, there is no such file",
    "keystore, broker.pem, PEM, '', No matching PRIVATE KEY entries in PEM file"
  })
  void aFileThatCanNotBeUsedIsSaidWithItsSettingAndWhy(
      String store, String file, String type, String password, String why) {
    Map<String, String> client = broker.client("siem");
    Path path = folder.resolve(file);
    client.put("ssl." + store + ".location", path.toString());
    client.put("ssl." + store + ".type", type);
    client.put("ssl." + store + ".password", password);
    client.values().removeIf(String::isEmpty);
    assertSaid(
        "can't use Kafka at %%s: kafka.ssl.%s.location names %s, which can't be used: %s; "
            .formatted(store, path, why),
        "kafka.ssl.%s.type is PEM for a .pem file".formatted(store),
        findings(client));
  }

  @Test
  void aStoreOfCertificatesWithoutItsPassword() {
    Map<String, String> client = broker.client("siem");
    client.put("ssl.truststore.location", folder.resolve("authority.p12").toString());
    client.put("ssl.truststore.type", "PKCS12");
    assertSaid(
        "no certificate can be read from kafka.ssl.truststore.location",
        "kafka.ssl.truststore.password",
        findings(client));
  }

  /** Whoever looks for the cause is told it by these, too, and in time. */
  @ParameterizedTest
  @ValueSource(strings = {"doctor", "topics --check"})
  void theCommandsThatLookForTroubleSayItInTime(String command) {
    Map<String, String> elsewhere = broker.client("siem");
    elsewhere.put("bootstrap.servers", "127.0.0.1:1");
    Map<String, String> nowhere = broker.client("siem");
    nowhere.put("bootstrap.servers", "kafka.invalid:9092");
    Map<String, String> alone = broker.client("siem");
    alone.put("security.protocol", "SSL");
    Map<Map<String, String>, String> told =
        Map.of(
            elsewhere,
            "nothing listens at 127.0.0.1:1 ",
            nowhere,
            "the host kafka.invalid is not known here; ",
            alone,
            "it speaks TLS and wants to know who asks; ",
            broker.client("siem", WRONG),
            "Kafka does not know this user with this password");
    told.forEach(
        (client, why) -> {
          long before = System.nanoTime();
          Cli said = diffy(roles.config("trouble", client), command.split(" ", -1));
          assertTrue(System.nanoTime() - before < 5_000_000_000L, "it took too long");
          assertEquals(ExitCode.FAILURE, said.exitCode(), said::err);
          assertEquals(1, said.complaints().size(), said::err);
          assertTrue(said.err().contains(why), said::err);
        });
  }

  @Test
  void anotherWayToLogInThanKafkas() {
    Map<String, String> client = broker.client("siem");
    client.put("sasl.mechanism", "SCRAM-SHA-256");
    assertSaid("Kafka does not know this way to log in", "SCRAM-SHA-512", findings(client));
  }

  @ParameterizedTest(name = "{0} against a Kafka without either")
  @CsvSource({
    "SSL, is Kafka without TLS",
    "SASL_SSL, is Kafka without TLS",
    "SASL_PLAINTEXT, asks for no password"
  })
  void tlsOrAPasswordWhereNoneIsWanted(String protocol, String what) {
    try (EmbeddedBroker open = EmbeddedBroker.temporary()) {
      Map<String, String> client = broker.client("siem");
      client.put("security.protocol", protocol);
      client.put("bootstrap.servers", open.bootstrapServers());
      Cli said = findings(client);
      assertEquals(ExitCode.FAILURE, said.exitCode(), said::err);
      assertEquals(1, said.complaints().size(), said::err);
      assertTrue(said.err().contains(what), said::err);
    }
  }

  @Test
  void aCertificateForAnotherName() {
    Map<String, String> client = broker.client("siem");
    client.put("bootstrap.servers", broker.bootstrapServers().replace("127.0.0.1", "127.0.0.2"));
    Cli said = findings(client);
    assertEquals(ExitCode.FAILURE, said.exitCode(), said::err);
    assertEquals(1, said.complaints().size(), said::err);
    assertTrue(said.err().contains("127.0.0.2"), said::err);
  }

  @Test
  void noAclAtAll() {
    assertSaid(
        "could not describe topic diffy.observations: Kafka does not let this user use a topic that it needs",
        "deploy/acl",
        findings(broker.client("nobody")));
  }

  @Test
  void anAclOfAnotherRole() {
    assertSaid(
        "diffy: Kafka does not let this user use topic diffy.findings",
        "deploy/acl",
        findings(broker.client("agent")));
  }

  @Test
  void anAclThatOneStepLacks() {
    assertSaid(
        "diffy: Kafka does not let this user use the consumer group diffy-sink-file",
        "deploy/acl",
        diffy(
            roles.config("agent", broker.client("agent")),
            "sink",
            "file",
            "--topic",
            "observations"));
  }

  @Test
  void aPasswordFileThatIsNotThere() {
    Map<String, String> client = broker.client("siem");
    client.put("config.providers", "file");
    client.put(
        "config.providers.file.class",
        "org.apache.kafka.common.config.provider.FileConfigProvider");
    client.put("sasl.jaas.config", SecuredBroker.login("siem", "${file:/nowhere/secret:password}"));
    assertSaid(
        "can't use Kafka at %s: Could not read properties from file /nowhere/secret",
        "check", findings(client));
  }

  @ParameterizedTest
  @ValueSource(strings = {"findings", "processor", "agent --group web", "sink file"})
  void neitherTheSentenceNorALogShowsThePassword(String command) throws Exception {
    Path own = Files.createDirectories(folder.resolve(command.replace(' ', '-')));
    Path config = roles.config("wrong", broker.client("siem", WRONG));
    List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
    words.addAll(List.of("--verbose", "--config", config.toString(), "--data", own.toString()));
    try (DiffyProcess process = DiffyProcess.start(own, words.toArray(String[]::new))) {
      String out = String.join("\n", process.awaitEnd());
      String err = Files.readString(own.resolve("stderr.txt"));
      assertEquals(ExitCode.FAILURE, process.exitCode());
      assertTrue(err.contains("Kafka does not know this user with this password"), err);
      assertTrue(err.contains("\tat io.diffy."), "where it came from");
      assertFalse((out + err).contains(WRONG), err);
    }
  }

  private static void assertSaid(String what, String whatToDo, Cli said) {
    assertEquals(ExitCode.FAILURE, said.exitCode(), said::err);
    assertEquals(1, said.complaints().size(), said::err);
    assertTrue(said.err().contains(what.formatted(broker.bootstrapServers())), said::err);
    assertTrue(said.err().contains(whatToDo), said::err);
    assertFalse(said.err().contains(WRONG), said::err);
  }

  private static Cli findings(Map<String, String> client) {
    return diffy(roles.config("trouble", client), "findings");
  }

  private static Cli diffy(Path config, String... words) {
    return Cli.diffy(
        Stream.concat(
                Stream.of(words),
                Stream.of(
                    "--config", config.toString(), "--data", folder.resolve("data").toString()))
            .toArray(String[]::new));
  }
}
