package io.diffy.standalone.faults;

import io.diffy.standalone.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Several {@code diffy processor} of one prefix, each a process with a data folder of its own. */
public final class Processors implements AutoCloseable {
  private final Path folder;
  private final String bootstrapServers;
  private final String prefix;
  private final Map<String, Jvm> running = new TreeMap<>();

  public Processors(Path folder, String bootstrapServers, String prefix) {
    this.folder = folder;
    this.bootstrapServers = bootstrapServers;
    this.prefix = prefix;
  }

  /** Starts one, or starts a dead one again over what it left. */
  void start(String name) throws IOException {
    start(name, List.of("-XX:TieredStopAtLevel=1", "-Xmx384m"), List.of());
  }

  /** The same with other options of the virtual machine, and more arguments. */
  public void start(String name, List<String> options, List<String> more) throws IOException {
    Path home = Files.createDirectories(folder.resolve(name));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "io.diffy.standalone.Diffy",
                "processor",
                "--bootstrap-server",
                bootstrapServers,
                "--topic-prefix",
                prefix,
                "--data",
                data(name).toString()));
    arguments.addAll(more);
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

  private Path data(String name) {
    return folder.resolve(name).resolve("data");
  }
}
