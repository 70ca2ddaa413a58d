package io.diffy.siem;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Kafka Connect standalone, as its own process on its own class path, from the shipped worker and
 * file connector: only ports and paths are others. It goes with the test, whatever happens.
 */
final class ConnectWorker implements AutoCloseable {
  static final Path SHIPPED = Path.of("connect");

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Path JARS = Path.of(System.getProperty("connect.jars"));
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final URI rest;
  private final Path log;
  private final HttpClient http = HttpClient.newHttpClient();

  private ConnectWorker(Process process, URI rest, Path log) {
    this.process = process;
    this.rest = rest;
    this.log = log;
  }

  /**
   * @param folder where it keeps what it says
   * @param file where findings go
   */
  static ConnectWorker start(String bootstrapServers, Path folder, Path file) throws Exception {
    URI rest = URI.create("http://127.0.0.1:" + freePort());
    Path log = folder.resolve("connect.log");
    Path worker =
        changed(
            folder,
            "worker.properties",
            Map.of(
                "127.0.0.1:9092", bootstrapServers,
                "/opt/kafka/libs/connect-file-4.3.1.jar", JARS.resolve("plugins").toString(),
                "http://127.0.0.1:8083", rest.toString(),
                "/var/lib/kafka-connect/offsets", folder.resolve("offsets").toString()));
    Path sink =
        changed(
            folder,
            "file-sink.properties",
            Map.of("/var/log/diffy/findings.ndjson", file.toString()));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                JARS.resolve("lib").resolve("*").toString(),
                "org.apache.kafka.connect.cli.ConnectStandalone",
                worker.toString(),
                sink.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    ConnectWorker connect = new ConnectWorker(process, rest, log);
    connect.awaitRunning("diffy-findings-file");
    return connect;
  }

  private static Path changed(Path folder, String name, Map<String, String> replacements)
      throws IOException {
    String text = Files.readString(SHIPPED.resolve(name), UTF_8);
    for (Map.Entry<String, String> one : replacements.entrySet()) {
      if (!text.contains(one.getKey())) {
        throw new IllegalStateException(name + " does not say " + one.getKey());
      }
      text = text.replace(one.getKey(), one.getValue());
    }
    return Files.writeString(folder.resolve(name), text, UTF_8);
  }

  private void awaitRunning(String connector) throws Exception {
    long from = System.nanoTime();
    JsonNode status = JSON.nullNode();
    while (System.nanoTime() - from < PATIENCE.toNanos() && process.isAlive()) {
      try {
        status = get("/connectors/" + connector + "/status");
        if (status.at("/connector/state").asText().equals("RUNNING")
            && status.at("/tasks/0/state").asText().equals("RUNNING")) {
          return;
        }
      } catch (IOException notYet) {
        status = JSON.nullNode();
      }
      Thread.sleep(100);
    }
    process.destroyForcibly();
    throw new IllegalStateException(status + " " + Files.readString(log, UTF_8));
  }

  /** What the worker has against a connector's configuration: each bad property with its errors. */
  List<String> errorsIn(Map<String, String> config) throws IOException, InterruptedException {
    String plugin = config.get("connector.class");
    HttpRequest request =
        HttpRequest.newBuilder(rest.resolve("/connector-plugins/" + plugin + "/config/validate"))
            .header("content-type", "application/json")
            .PUT(BodyPublishers.ofString(JSON.writeValueAsString(config)))
            .build();
    JsonNode answer = send(request);
    return answer.findValues("value").stream()
        .filter(value -> value.has("errors") && !value.get("errors").isEmpty())
        .map(value -> value.get("name").asText() + " " + value.get("errors"))
        .toList();
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(rest.resolve(path)).build());
  }

  private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString(UTF_8));
    if (response.statusCode() >= 300) {
      throw new IOException(response.statusCode() + " " + response.body());
    }
    return JSON.readTree(response.body());
  }

  /** {@code kill -9}: it has no say in this. Returns when it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** {@code kill}: it finishes what it does. */
  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("the worker still runs");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
