package io.diffy.aws.ssm;

import io.diffy.plugin.DurableFile;
import io.diffy.plugin.PluginFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The file of a run, {@code runs/<run id>.json}. It is replaced as a whole and forced to the disk,
 * so that after a crash it is the old one or the new one. A lock, which ends with the process,
 * keeps two processes from one run.
 */
final class RunFile implements AutoCloseable {
  /** As long as SSM keeps a command. */
  private static final Duration KEPT = Duration.ofDays(30);

  private final Path file;
  private final FileChannel lock;

  private RunFile(Path file, FileChannel lock) {
    this.file = file;
    this.lock = lock;
  }

  /**
   * Opens the file of a run, and removes those of runs that SSM has forgotten.
   *
   * @throws PluginFailure when another process has it, or the folder can't be written
   */
  static RunFile open(Path state, String runId, Instant now) {
    Path folder = state.resolve("runs");
    try {
      Files.createDirectories(folder);
      removeForgotten(folder, now);
      return new RunFile(folder.resolve(runId + ".json"), locked(folder, runId));
    } catch (IOException e) {
      throw new PluginFailure("the folder of runs can't be used: " + e, e);
    }
  }

  /** What stands in the file; empty when there is none. */
  static Optional<SsmRun> peek(Path state, String runId) {
    return read(state.resolve("runs").resolve(runId + ".json"));
  }

  Optional<SsmRun> read() {
    return read(file);
  }

  private static Optional<SsmRun> read(Path file) {
    try {
      return Files.exists(file)
          ? Optional.of(RunJson.read(Files.readAllBytes(file)))
          : Optional.empty();
    } catch (IOException e) {
      throw new PluginFailure(
          file + " can't be read (" + e.getMessage() + "); choose another run id to begin anew", e);
    }
  }

  /** Returns when the run is on the disk. */
  void write(SsmRun run) {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    try {
      DurableFile.replace(file, next, RunJson.write(run));
    } catch (IOException e) {
      throw new PluginFailure(file + " can't be written: " + e, e);
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new PluginFailure(file + " can't be unlocked: " + e, e);
    }
  }

  private static FileChannel locked(Path folder, String runId) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve(runId + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // This very process has it: no other answer than to another process.
    }
    channel.close();
    throw new PluginFailure("run " + runId + " is being collected already; wait for its end");
  }

  private static void removeForgotten(Path folder, Instant now) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.toList();
    }
    for (Path old : files) {
      if (Files.getLastModifiedTime(old).toInstant().isBefore(now.minus(KEPT))) {
        Files.deleteIfExists(old);
      }
    }
  }
}
