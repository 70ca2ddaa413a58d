package io.diffy.acceptance.access;

import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.acceptance.it.Cli;
import io.diffy.cli.command.ExitCode;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.topic.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users who show tokens of a login service (OAUTHBEARER) instead of passwords. */
final class TokensTest {
  private static final String ALLOWED = "org.apache.kafka.sasl.oauthbearer.allowed.urls";
  private static final String AGENTS_SECRET = SecuredBroker.passwordOf("agent");
  private static final String WRONG = "Zq8-mistyped-Vw3";

  @TempDir private static Path folder;
  private static TokenService tokens;
  private static TokenService impostor;
  private static SecuredBroker broker;
  private static Roles roles;

  @BeforeAll
  static void aBrokerThatTakesTokens() throws Exception {
    tokens = TokenService.start();
    impostor = TokenService.impostor();
    System.setProperty(
        ALLOWED, String.join(",", tokens.tokens(), tokens.publishedKeys(), impostor.tokens()));
    broker = SecuredBroker.start(folder, tokens);
    roles = new Roles(broker, folder);
    roles.createTopics(Topics.DEFAULT_PREFIX);
    roles.grant(Topics.DEFAULT_PREFIX, "agent");
    roles.grant(Topics.DEFAULT_PREFIX, "responder");
  }

  @AfterAll
  static void stop() {
    broker.close();
    tokens.close();
    impostor.close();
    System.clearProperty(ALLOWED);
  }

  @Test
  void aUserDoesTheWorkOfItsRole() throws Exception {
    Path answer =
        Files.write(
            folder.resolve("answer.ndjson"),
            new String(new ObservationCodec().encode(cleanCron(instance(1), Instant.now())), UTF_8)
                .lines()
                .toList());
    Cli sent = diffy("agent", AGENTS_SECRET, tokens, "collector", "--group", "web", "" + answer);
    assertEquals(ExitCode.NOTHING_FOUND, sent.exitCode(), sent::err);
    assertTrue((sent.out() + sent.err()).contains("published 1"), sent.out() + sent.err());
  }

  @Test
  void aUserDoesNoMore() {
    Cli said = diffy("agent", AGENTS_SECRET, tokens, "findings");
    assertSaid("Kafka does not let this user use topic diffy.findings", "deploy/acl", said);
    Cli reads = diffy("responder", SecuredBroker.passwordOf("responder"), tokens, "findings");
    assertEquals(ExitCode.FAILURE, reads.exitCode(), reads::err);
    assertTrue(reads.err().contains("nothing was judged here yet"), "it may read: " + reads.err());
  }

  @Test
  void aTokenThatSomebodyElseSigned() {
    assertSaid(
        "Kafka does not know this user",
        "kafka.sasl.jaas.config",
        diffy("agent", AGENTS_SECRET, impostor, "findings"));
  }

  @Test
  void aSecretThatTheLoginServiceDoesNotKnow() {
    assertSaid(
        "no token from the login service at kafka.sasl.oauthbearer.token.endpoint.url (HTTP 401)",
        "kafka.sasl.jaas.config",
        diffy("agent", WRONG, tokens, "findings"));
  }

  private static void assertSaid(String what, String whatToDo, Cli said) {
    assertEquals(ExitCode.FAILURE, said.exitCode(), said::err);
    assertEquals(1, said.complaints().size(), said::err);
    assertTrue(said.err().contains(what), said::err);
    assertTrue(said.err().contains(whatToDo), said::err);
    assertFalse(said.err().contains(WRONG) || said.err().contains(AGENTS_SECRET), said::err);
  }

  private static Cli diffy(String user, String secret, TokenService service, String... words) {
    Map<String, String> client = broker.tokenClient(user, secret, service);
    Path config = roles.config("token-" + user, client);
    return Cli.diffy(
        Stream.concat(
                Stream.of(words),
                Stream.of(
                    "--config", config.toString(), "--data", folder.resolve("data").toString()))
            .toArray(String[]::new));
  }
}
