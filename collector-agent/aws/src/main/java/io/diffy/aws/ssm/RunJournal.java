package io.diffy.aws.ssm;

import io.diffy.plugin.DurableFile;
import io.diffy.plugin.InstanceOutcome;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A run and its file, {@code runs/<run id>.json}: every change is on the disk before the next step
 * is taken. The file is replaced as a whole, so that after a crash it is the old one or the new
 * one. A lock, which ends with the process, keeps two processes from one run.
 */
final class RunJournal implements AutoCloseable {
  /** As long as SSM keeps a command. */
  private static final Duration KEPT = Duration.ofDays(30);

  private final Path file;
  private final FileChannel lock;
  private Optional<SsmRun> run = Optional.empty();

  private RunJournal(Path file, FileChannel lock) {
    this.file = file;
    this.lock = lock;
  }

  /**
   * Opens the file of a run, which may have been begun before, and removes those of runs that SSM
   * has forgotten.
   *
   * @throws PluginFailure when another process has it, or the folder can't be written
   */
  static RunJournal open(Path state, String runId, Instant now) {
    Path folder = state.resolve("runs");
    try {
      Files.createDirectories(folder);
      removeForgotten(folder, now);
      RunJournal journal = new RunJournal(folder.resolve(runId + ".json"), locked(folder, runId));
      journal.readOrClose();
      return journal;
    } catch (IOException e) {
      throw new PluginFailure("the folder of runs can't be used: " + e, e);
    }
  }

  /** What stands in the file; empty when there is none. */
  static Optional<SsmRun> peek(Path state, String runId) {
    return read(state.resolve("runs").resolve(runId + ".json"));
  }

  boolean isBegun() {
    return run.isPresent();
  }

  SsmRun run() {
    return run.orElseThrow();
  }

  private void readOrClose() {
    try {
      run = read(file);
    } catch (PluginFailure e) {
      close();
      throw e;
    }
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

  void put(CommandBatch batch) {
    write(run().with(List.of(batch)));
  }

  /** Replaces a batch by smaller ones. One write, so that no instance is lost or in two of them. */
  void split(CommandBatch batch, List<List<String>> pieces, Instant now) {
    write(run().with(parts(batch, pieces, now)));
  }

  /** Takes instances out of a batch: they are refused, the others are to be sent. */
  void takeOut(
      CommandBatch batch, List<String> refused, InstanceOutcome outcome, String why, Instant now) {
    List<String> others = batch.ids().stream().filter(id -> !refused.contains(id)).toList();
    List<CommandBatch> parts = parts(batch, List.of(others, refused), now);
    parts.set(2, parts.get(2).refused(outcome, why, now));
    write(run().with(parts));
  }

  private List<CommandBatch> parts(CommandBatch batch, List<List<String>> pieces, Instant now) {
    List<CommandBatch> parts = new ArrayList<>();
    parts.add(batch.split(now));
    for (List<String> piece : pieces) {
      int number = run().batches().size() + parts.size();
      parts.add(CommandBatch.planned(number, batch.place(), piece, now));
    }
    return parts;
  }

  /** Returns when the run is on the disk. */
  void write(SsmRun next) {
    try {
      Path unfinished = file.resolveSibling(file.getFileName() + ".new");
      DurableFile.replace(file, unfinished, RunJson.write(next));
      run = Optional.of(next);
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
