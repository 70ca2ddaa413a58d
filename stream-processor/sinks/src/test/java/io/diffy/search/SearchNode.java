package io.diffy.search;

import java.io.File;
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
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A real OpenSearch node as a process of its own, on the loopback address and a folder. It can be
 * killed, and started again on both. Tests of other modules find its program by the system property
 * {@code opensearch.node}, the folder {@code target} of the module opensearch-node.
 */
public final class SearchNode implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static SearchNode shared;

  private final Path folder;
  private final int port;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Process process;

  private SearchNode(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /** The one for all test classes of this process, which ends with it. Nobody may kill it. */
  public static synchronized SearchNode shared() throws IOException, InterruptedException {
    if (shared == null) {
      Path folder = Files.createTempDirectory("opensearch-");
      shared = on(folder);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> shared.killAndForget()));
    }
    return shared;
  }

  /** A node on a folder that is empty, or was another one's that is gone; returns when it is up. */
  public static SearchNode on(Path folder) throws IOException, InterruptedException {
    SearchNode node = new SearchNode(folder, freePort());
    Runtime.getRuntime().addShutdownHook(new Thread(node::kill));
    node.start();
    return node;
  }

  /** Starts it again after {@link #kill}, on its folder and port; returns when it is up. */
  public void start() throws IOException, InterruptedException {
    Path program = Path.of(System.getProperty("opensearch.node"));
    Path log = folder.resolve("process.log");
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                program.resolve("classes") + ":" + program.resolve("lib").resolve("*"),
                "io.diffy.opensearch.OpenSearchNode",
                folder.toString(),
                String.valueOf(port))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    long from = System.nanoTime();
    while (System.nanoTime() - from < PATIENCE.toNanos() && process.isAlive()) {
      if (isUp()) {
        return;
      }
      Thread.sleep(100);
    }
    kill();
    throw new IllegalStateException("OpenSearch did not start: " + Files.readString(log));
  }

  /** Ends it at once, without a chance to tidy up: SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Its address. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** What it answers to GET. */
  public String get(String path) {
    return ask("GET", path, "");
  }

  /** Whether it can answer this GET by now. */
  public boolean answers(String path) {
    return send("GET", path, "").statusCode() < 400;
  }

  /** What it answers; a status of 400 or more fails the test. */
  public String ask(String method, String path, String json) {
    HttpResponse<String> answer = send(method, path, json);
    if (answer.statusCode() >= 400) {
      throw new AssertionError(method + " " + path + ": " + answer.body());
    }
    return answer.body();
  }

  @Override
  public void close() {
    kill();
  }

  private void killAndForget() {
    kill();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      // A temporary folder that stays behind harms nobody.
    }
  }

  private boolean isUp() {
    try {
      // Shards that come back from the disk can't be written to before they are there.
      return send("GET", "/_cluster/health?wait_for_no_initializing_shards=true&timeout=1s", "")
              .statusCode()
          == 200;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private HttpResponse<String> send(String method, String path, String json) {
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create(url() + path))
              .timeout(Duration.ofSeconds(30))
              .header("Content-Type", "application/json")
              .method(
                  method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
              .build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
