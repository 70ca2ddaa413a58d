package io.diffy.benchmarks;

import io.diffy.cluster.Cluster;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.runtime.StreamsRunner;
import io.diffy.schemas.topic.Topics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A processor in a process of its own, which lives as long as its input is open. */
@Command(name = SpeedWorker.NAME, hidden = true, description = "What speed measures.")
final class SpeedWorker implements Callable<Integer> {
  static final String NAME = "speed-worker";

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String READY = "ready";

  @Option(names = "--bootstrap-server", required = true)
  private String bootstrap;

  @Option(names = "--state", required = true)
  private Path state;

  /** From outside. */
  record Running(Process process, Path state) implements AutoCloseable {
    static Running start(String bootstrap, Path state) throws IOException {
      List<String> command =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx512m",
              "-cp",
              System.getProperty("java.class.path"),
              Benchmarks.class.getName(),
              NAME,
              "--bootstrap-server=" + bootstrap,
              "--state=" + state);
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      BufferedReader said =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      for (String line = said.readLine(); !READY.equals(line); line = said.readLine()) {
        if (line == null) {
          throw new IOException("the process that was to be measured did not start; see above");
        }
      }
      return new Running(process, state);
    }

    double cpuSeconds() {
      return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
    }

    void requireAlive() {
      if (!process.isAlive()) {
        throw new IllegalStateException("the process that is measured has ended; see above");
      }
    }

    /** What it keeps on disk. */
    long stateBytes() throws IOException {
      try (Stream<Path> files = Files.walk(state)) {
        return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
      }
    }

    @Override
    public void close() {
      process.destroy();
      process.onExit().join();
    }
  }

  @Override
  public Integer call() throws IOException {
    Map<String, String> kafka = Map.of("bootstrap.servers", bootstrap);
    Cluster cluster = Cluster.given(kafka, Topics.DEFAULT_PREFIX);
    try (StreamsRunner processor =
        StreamsRunner.start(
            DiffyConfig.shipped()
                .withoutTicks()
                .on(cluster.topics(), cluster.kafka(), state, cluster.applicationId()))) {
      processor.awaitReady(PATIENCE);
      System.out.println(READY);
      while (System.in.read() >= 0) {
        processor.awaitReady(PATIENCE); // which throws what stopped it
      }
    }
    return 0;
  }
}
