package io.diffy.health;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.acceptance.it.Cli;
import io.diffy.broker.EmbeddedBroker;
import io.diffy.cli.command.ExitCode;
import io.diffy.cluster.TopicAdmin;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.runtime.StreamsRunner;
import io.diffy.replay.processing.ProcessorHealth;
import io.diffy.replay.processing.ProcessorLauncher;
import io.diffy.schemas.topic.Topics;
import io.diffy.schemas.trust.TrustPolicy;
import io.diffy.service.CommandFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a supervisor that asks over HTTP learns, of a real processor too. */
final class HealthServerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Topics TOPICS = Topics.standard();
  private static final String LOOPBACK = "127.0.0.1";

  /** More than a socket takes at once. */
  private static final String NUMBERS = "diffy_ready 1\n".repeat(1_000_000);

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path folder;

  @Test
  void aServiceIsAliveAtOnceAndReadyWhenItHasStarted() throws Exception {
    ServiceHealth health = new ServiceHealth();
    try (HealthServer server = server(health, Optional.empty())) {
      assertEquals("200 starting", get(server, "/livez"));
      assertEquals("503 starting", get(server, "/readyz"));
      health.started();
      assertEquals("200 running", get(server, "/readyz"));
    }
  }

  @Test
  void thereIsNothingElseToReadOrToChange() throws Exception {
    try (HealthServer server = server(new ServiceHealth(), Optional.empty())) {
      assertEquals("404 /livez, /readyz or /metrics", get(server, "/livez/../etc/passwd"));
      HttpRequest post =
          HttpRequest.newBuilder(uri(server, "/livez")).POST(BodyPublishers.ofString("x")).build();
      assertEquals(405, client.send(post, BodyHandlers.ofString()).statusCode());
    }
  }

  @Test
  void numbersComeWholeHoweverManyThereAre() throws Exception {
    try (HealthServer server = server(new ServiceHealth(), Optional.empty())) {
      assertEquals("200 " + NUMBERS.strip(), get(server, "/metrics"));
      assertEquals("200 starting", get(server, "/livez"));
    }
  }

  @Test
  void whoDoesNotShowTheTokenLearnsNothing() throws Exception {
    Optional<String> token = Optional.of("a-word-of-the-test");
    try (HealthServer server = server(new ServiceHealth(), token)) {
      assertTrue(get(server, "/livez").startsWith("401 Authorization: Bearer"));
      assertEquals(401, statusFor(server, "Bearer another"));
      assertEquals(401, statusFor(server, "Bearer a-word-of-the-test2"));
      assertEquals(200, statusFor(server, "Bearer a-word-of-the-test"));
    }
  }

  @Test
  void aProbeIsAnsweredWhile600OthersSayHalf() throws Exception {
    List<Socket> half = new ArrayList<>();
    try (HealthServer server = server(new ServiceHealth(), Optional.empty())) {
      for (int i = 0; i < 600; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        half.add(socket);
        if (i % 3 > 0) {
          socket
              .getOutputStream()
              .write((i % 3 == 1 ? "GET /livez HTTP/1.1\r\nHost: x\r\n" : "G").getBytes(US_ASCII));
        }
      }
      assertEquals("200 starting", get(server, "/livez"));
      assertEquals("200 starting", get(server, "/livez"));
    } finally {
      for (Socket socket : half) {
        socket.close();
      }
    }
  }

  private static HealthServer server(Health health, Optional<String> token) {
    return HealthServer.start(LOOPBACK, 0, answers(health, token));
  }

  private static HealthAnswer answers(Health health, Optional<String> token) {
    return new HealthAnswer(health, token, () -> NUMBERS);
  }

  private int statusFor(HealthServer server, String authorization) throws Exception {
    HttpRequest asked =
        HttpRequest.newBuilder(uri(server, "/livez"))
            .header("Authorization", authorization)
            .build();
    return client.send(asked, BodyHandlers.ofString()).statusCode();
  }

  @Test
  void whoeverListensToOthersNeedsAToken() {
    Cli said =
        Cli.diffy(
            "processor",
            "--bootstrap-server",
            "127.0.0.1:1",
            "--health-port",
            "1",
            "--health-host",
            "0.0.0.0");
    assertEquals(ExitCode.USAGE, said.exitCode(), said::err);
    assertTrue(said.err().contains("--health-token-file"), said::err);
  }

  @Test
  void whoConnectsAndSaysNothingHoldsNobodyUp() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try (HealthServer server = server(new ServiceHealth(), Optional.empty())) {
      for (int n = 0; n < 20; n++) {
        silent.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
      }
      assertEquals("200 starting", get(server, "/livez"));
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void aPortThatIsTakenIsAFailureThatSaysSo() {
    try (HealthServer first = server(new ServiceHealth(), Optional.empty())) {
      CommandFailure failure =
          assertThrows(
              CommandFailure.class,
              () ->
                  HealthServer.start(
                      LOOPBACK, first.port(), answers(new ServiceHealth(), Optional.empty())));
      assertTrue(failure.getMessage().contains("--health-port"), failure::getMessage);
    }
  }

  @Test
  void aProcessorIsAliveWhileItRebalancesAndNotWhenItsThreadHasDied() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.temporary();
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      new TopicAdmin(admin).ensure(TOPICS.all(), Map.of());
      ProcessorHealth health = new ProcessorHealth();
      try (HealthServer server = server(health, Optional.empty())) {
        assertEquals("503 starting", get(server, "/readyz"));
        StreamsRunner first = start(health, broker, "one");
        assertEquals("200", get(server, "/livez").substring(0, 3));
        first.awaitReady(PATIENCE);
        assertEquals("200 running", get(server, "/readyz"));

        StreamsRunner second = start(new ProcessorHealth(), broker, "two");
        List<String> seen = watchUntilRebalanced(server);
        assertTrue(seen.contains("200 rebalancing"), () -> "no rebalance was seen, only " + seen);
        assertTrue(seen.stream().allMatch(answer -> answer.startsWith("200 ")), seen::toString);
        second.awaitReady(PATIENCE);
        second.close();

        admin.deleteTopics(List.of(TOPICS.observations().name())).all().get();
        assertEquals("503 error", awaitDeath(server));
        assertEquals("503 error", get(server, "/readyz"));
        assertThrows(RuntimeException.class, first::awaitStop);
        first.close();
      }
    }
  }

  /** Liveness and readiness, until the processor has rebalanced and runs again. */
  private List<String> watchUntilRebalanced(HealthServer server) throws Exception {
    List<String> seen = new ArrayList<>();
    long end = System.nanoTime() + PATIENCE.toNanos();
    boolean rebalanced = false;
    String now = "";
    while (!(rebalanced && now.equals("200 running")) && System.nanoTime() < end) {
      now = get(server, "/livez");
      rebalanced |= now.endsWith("rebalancing");
      seen.add(now);
      seen.add(get(server, "/readyz"));
    }
    return seen.stream().distinct().toList();
  }

  private String awaitDeath(HealthServer server) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    String now = get(server, "/livez");
    while (!now.equals("503 error") && System.nanoTime() < end) {
      Thread.sleep(100);
      now = get(server, "/livez");
    }
    return now;
  }

  private StreamsRunner start(ProcessorHealth health, EmbeddedBroker broker, String name) {
    return health
        .watching(new ProcessorLauncher(DiffyConfig.shipped()))
        .start(
            TOPICS,
            Map.of("bootstrap.servers", broker.bootstrapServers(), "metadata.max.age.ms", "1000"),
            folder.resolve(name),
            "diffy-processor",
            TrustPolicy.ANYBODY);
  }

  private String get(HealthServer server, String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(HttpRequest.newBuilder(uri(server, path)).build(), BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body().strip();
  }

  private static URI uri(HealthServer server, String path) {
    return URI.create("http://" + LOOPBACK + ":" + server.port() + path);
  }
}
