package io.diffy.acceptance.faults;

import io.diffy.cli.command.ExitCode;
import io.diffy.cluster.FileTree;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** Several {@code diffy processor} of one prefix, each a process with a data folder of its own. */
public final class Processors implements AutoCloseable {
  private final Path folder;
  private final String bootstrapServers;
  private final String prefix;
  private final Map<String, Jvm> running = new TreeMap<>();
  private final List<String> settings = new ArrayList<>();
  private String jar = "";

  public Processors(Path folder, String bootstrapServers, String prefix) {
    this.folder = folder;
    this.bootstrapServers = bootstrapServers;
    this.prefix = prefix;
  }

  /** Starts one, or starts a dead one again over what it left. */
  void start(String name) throws IOException {
    List<String> options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-Xmx384m"));
    if (!jar.isEmpty()) {
      options.addAll(List.of("-cp", jar));
    }
    start(name, options, List.of());
  }

  /** The diffy.jar of those that are started from now on; empty for what is built here. */
  void version(String other) {
    jar = other;
  }

  /** The same with other options of the virtual machine, and more arguments. */
  public void start(String name, List<String> options, List<String> more) throws IOException {
    Path home = Files.createDirectories(folder.resolve(name));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "io.diffy.cli.Diffy",
                "processor",
                "--bootstrap-server",
                bootstrapServers,
                "--topic-prefix",
                prefix,
                "--data",
                data(name).toString()));
    arguments.addAll(more);
    if (!settings.isEmpty()) {
      Path config = Files.write(home.resolve("diffy.properties"), settings);
      arguments.addAll(List.of("--config", config.toString()));
    }
    running.put(name, Jvm.start(home, options, arguments));
  }

  /** Returns when it takes records. */
  public void awaitReady(String name) throws IOException, InterruptedException {
    get(name).awaitText("Processing ");
  }

  public Jvm get(String name) {
    return running.get(name);
  }

  /** Removes everything a dead one kept on its disk. */
  void loseDisk(String name) {
    FileTree.delete(data(name));
  }

  /** Lines of the settings of those that are started from now on. */
  void set(List<String> lines) {
    settings.addAll(lines);
  }

  /** Gives one a disk of its own for its data, of so many MiB; only root can, and only on Linux. */
  void mountDisk(String name, int mebibytes) throws IOException, InterruptedException {
    Path data = Files.createDirectories(data(name));
    if (run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "diffy", data) != 0) {
      throw new TestAbortedException("needs root on Linux, for a disk of its own");
    }
    // However the test ends; lazily, because what runs there ends at the same time.
    ProcessBuilder unmount = new ProcessBuilder("umount", "-l", data.toString());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> quietly(unmount)));
  }

  /** Leaves not one byte on the disk of its own. */
  void fillDisk(String name) throws IOException {
    try (OutputStream filler = Files.newOutputStream(filler(name))) {
      for (int bytes = 1 << 20; bytes > 0; ) {
        try {
          filler.write(new byte[bytes]);
        } catch (IOException full) {
          bytes /= 2;
        }
      }
    }
  }

  void makeRoom(String name) throws IOException {
    Files.delete(filler(name));
  }

  /** Waits until it has ended by itself, with exit code 3 and this reason among what it said. */
  void awaitFailure(String name, String reason) throws IOException, InterruptedException {
    int exitCode = get(name).awaitEnd();
    String said = get(name).said();
    if (exitCode != ExitCode.FAILURE || !said.contains(reason) || said.contains("\tat ")) {
      throw new AssertionError(
          "%s ended with %d and said not just \"%s\", but: %s"
              .formatted(name, exitCode, reason, said));
    }
  }

  /** Those that ended although nobody ended them, with what they said. */
  public List<String> fallen(List<String> expected) throws IOException {
    List<String> fallen = new ArrayList<>();
    for (String name : expected) {
      if (!get(name).alive()) {
        fallen.add(name + " ended by itself: " + get(name).said());
      }
    }
    return fallen;
  }

  /** Stops all in order, so that the next run starts from nothing. */
  public void stop() throws IOException, InterruptedException {
    for (Jvm processor : running.values()) {
      processor.stop();
    }
  }

  @Override
  public void close() {
    running.values().forEach(Jvm::close);
  }

  private static void quietly(ProcessBuilder last) {
    try {
      last.start().waitFor();
    } catch (IOException | InterruptedException e) {
      System.err.println("could not " + last.command() + ": " + e.getMessage());
    }
  }

  private static int run(Object... command) throws IOException, InterruptedException {
    return new ProcessBuilder(Stream.of(command).map(Object::toString).toList())
        .inheritIO()
        .start()
        .waitFor();
  }

  private Path filler(String name) {
    return data(name).resolve("filler");
  }

  private Path data(String name) {
    return folder.resolve(name).resolve("data");
  }
}
