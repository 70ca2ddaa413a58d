package io.diffy.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.service.CommandFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A console in a process of its own, with a bounded heap. */
final class ConsoleProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(20);
  private static final String ADDRESS = "Console   ";

  private final HttpClient client = HttpClient.newHttpClient();
  private final long started = System.nanoTime();
  private final Process process;
  private final String address;
  private double readyAfter;

  private ConsoleProcess(Process process) throws IOException {
    this.process = process;
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    String line = said.readLine();
    while (line != null && !line.startsWith(ADDRESS)) {
      line = said.readLine();
    }
    if (line == null) {
      throw new CommandFailure("the console did not start; see above");
    }
    address = line.substring(ADDRESS.length()).strip().replaceFirst("/$", "");
  }

  static ConsoleProcess start(String bootstrapServers, Path data, String heap) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new ConsoleProcess(
        new ProcessBuilder(
                java.toString(),
                "-Xmx" + heap,
                "-cp",
                System.getProperty("java.class.path"),
                "io.diffy.cli.Diffy",
                "console",
                "--bootstrap-server",
                bootstrapServers,
                "--http-port",
                "0",
                "--data",
                data.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  void awaitReady() throws InterruptedException {
    long deadline = started + PATIENCE.toNanos();
    while (!isReady()) {
      if (System.nanoTime() > deadline || !process.isAlive()) {
        throw new CommandFailure(
            "the console is not ready after " + PATIENCE.toMinutes() + " minutes");
      }
      Thread.sleep(50);
    }
    readyAfter = (System.nanoTime() - started) / 1e9;
  }

  private boolean isReady() {
    return new String(get("/v1/health", false).body(), UTF_8).contains("\"ready\":true");
  }

  double readyAfter() {
    return readyAfter;
  }

  double cpuSeconds() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
  }

  /** What a full collection leaves; 0 where no JDK is there to ask. */
  long liveHeapMb() throws IOException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    if (!jcmd.toFile().canExecute()) {
      return 0;
    }
    Process asked =
        new ProcessBuilder(
                List.of(jcmd.toString(), Long.toString(process.pid()), "GC.class_histogram"))
            .start();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(asked.getInputStream(), UTF_8))) {
      return lines
          .lines()
          .filter(line -> line.startsWith("Total"))
          .mapToLong(line -> Long.parseLong(line.strip().split("\\s+", 3)[2].strip()) >> 20)
          .findFirst()
          .orElse(0);
    }
  }

  /** How long an answer took; its size is written to the first or, packed, second place. */
  double millis(String question, boolean gzip, long[] sizes) {
    long begin = System.nanoTime();
    HttpResponse<byte[]> answer = get(question, gzip);
    double millis = (System.nanoTime() - begin) / 1e6;
    if (answer.statusCode() != 200) {
      throw new CommandFailure(question + ": " + new String(answer.body(), UTF_8));
    }
    sizes[gzip ? 1 : 0] = answer.body().length;
    return millis;
  }

  private HttpResponse<byte[]> get(String question, boolean gzip) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + question));
    if (gzip) {
      request.header("Accept-Encoding", "gzip");
    }
    try {
      return client.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void kill() {
    process.destroyForcibly();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
