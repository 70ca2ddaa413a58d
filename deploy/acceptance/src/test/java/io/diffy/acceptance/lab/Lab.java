package io.diffy.acceptance.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diffy.acceptance.it.Cli;
import io.diffy.agent.tables.BuiltInSource;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.view.OpenFindings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.sqlite.JDBC;

/**
 * Hosts that are namespaces over one root, made of this machine's own programs: each is changed by
 * the commands given, then asked by the agent. Needs root.
 */
final class Lab {
  private static final List<Class<?>> OF_THE_AGENT =
      List.of(
          LabHost.class,
          BuiltInSource.class,
          Observation.class,
          ObservationCodec.class,
          ObjectMapper.class,
          JsonFactory.class,
          JsonAlias.class,
          JDBC.class,
          Logger.class);

  private static final List<String> NAMESPACES =
      List.of("unshare", "--mount", "--pid", "--fork", "--uts", "--ipc", "--net");

  /** What a host stands on. */
  private static final String OVERLAY =
      "mount -t tmpfs lab /mnt && cd /mnt && mkdir upper work new"
          + " && mount -t overlay overlay -o lowerdir=/etc,upperdir=upper,workdir=work new";

  private static final long LONGEST_MINUTES = 5;

  /** When all hosts answer, so that no window lies between two of them. */
  static final Instant BEGIN = Instant.parse("2026-03-02T09:05:00Z");

  private final Path folder;
  private final Path java = Path.of(System.getProperty("java.home"));

  /**
   * What became of a host.
   *
   * @param answers an observation a line
   * @param ends of the commands, in order: how each ended
   * @param log what they and the agent wrote
   */
  record Asked(List<String> answers, List<Integer> ends, String log) {}

  /** Makes the root and the agent in a folder. */
  Lab(Path folder) throws IOException, InterruptedException, URISyntaxException {
    this.folder = folder;
    Path root = Files.createDirectory(folder.resolve("root"));
    Files.createDirectory(folder.resolve("own"));
    for (String script : List.of("root.sh", "host.sh")) {
      try (InputStream in = Lab.class.getResourceAsStream("/lab/" + script)) {
        Files.copy(in, folder.resolve(script));
      }
    }
    run("sh", folder.resolve("root.sh").toString(), root.toString(), java.toString());
    Path agent = Files.createDirectory(folder.resolve("agent"));
    for (Class<?> each : OF_THE_AGENT) {
      Path from = Path.of(each.getProtectionDomain().getCodeSource().getLocation().toURI());
      run("cp", "-r", from + (Files.isDirectory(from) ? "/." : ""), agent.toString());
    }
  }

  /** Whether this machine can be one. */
  static boolean isPossible() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(NAMESPACES);
    command.addAll(List.of("sh", "-c", OVERLAY));
    return "root".equals(System.getProperty("user.name"))
        && new ProcessBuilder(command).start().waitFor() == 0;
  }

  /** Asks hosts on which these commands ran, two at a time. */
  Map<String, Asked> ask(Map<String, List<String>> commands, Instant at) throws Exception {
    ExecutorService workers = Executors.newFixedThreadPool(2);
    try {
      Map<String, Future<Asked>> asked = new TreeMap<>();
      commands.forEach(
          (name, run) ->
              asked.put(name, workers.submit((Callable<Asked>) () -> ask(name, run, at))));
      Map<String, Asked> all = new TreeMap<>();
      for (Map.Entry<String, Future<Asked>> each : asked.entrySet()) {
        all.put(each.getKey(), each.getValue().get(LONGEST_MINUTES, TimeUnit.MINUTES));
      }
      return all;
    } finally {
      workers.shutdownNow();
    }
  }

  private Asked ask(String name, List<String> commands, Instant at)
      throws IOException, InterruptedException {
    Path host = folder.resolve("hosts").resolve(name);
    if (Files.exists(host)) {
      run("rm", "-r", host.toString());
    }
    Files.createDirectories(host);
    StringBuilder script = new StringBuilder();
    for (String command : commands) {
      script.append("(\n%s\n)\necho $? >>/mnt/own/ends\n".formatted(command));
    }
    Files.writeString(host.resolve("do"), script);
    List<String> command = new ArrayList<>(NAMESPACES);
    command.addAll(
        List.of(
            "sh",
            folder.resolve("host.sh").toString(),
            name,
            folder.toString(),
            java.toString(),
            at.toString()));
    run(command.toArray(String[]::new));
    Path ends = host.resolve("ends");
    return new Asked(
        Files.readAllLines(host.resolve("answers")),
        Files.exists(ends)
            ? Files.readAllLines(ends).stream().map(Integer::valueOf).toList()
            : List.of(),
        Files.readString(host.resolve("log")));
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("lab", ".log");
    int end =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start()
            .waitFor();
    String said = Files.readString(out, UTF_8);
    Files.delete(out);
    assertTrue(end == 0, () -> String.join(" ", command) + " ended with " + end + ": " + said);
  }

  /** What is open after these answers. */
  OpenFindings judge(List<String> lines) throws IOException, MalformedRecord {
    Path recorded = Files.write(folder.resolve("answers.ndjson"), lines);
    Path events = folder.resolve("events.ndjson");
    Cli replay = Cli.diffy("replay", "--input", recorded.toString(), "--output", events.toString());
    assertTrue(replay.exitCode() <= 1, replay.err());
    OpenFindings findings = new OpenFindings();
    for (String line : Files.readAllLines(events)) {
      findings.add(new FindingCodec().decode(line.getBytes(UTF_8)));
    }
    return findings;
  }

  /** The lines of several hosts as those of a group. */
  static List<String> asGroup(String group, Stream<List<String>> hosts) {
    List<String> lines = new ArrayList<>();
    hosts.forEach(
        answers ->
            answers.forEach(line -> lines.add(line.replaceFirst("\"lab\"", "\"" + group + "\""))));
    return lines;
  }
}
