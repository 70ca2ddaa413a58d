package io.diffy.continuous;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.service.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * Which runs have begun and not ended, as files: after a crash or a hand-over the same run goes on
 * under its id, and the collection plugin sends nothing twice. One file for each group and
 * interval, removed when the run ends.
 */
record UnfinishedRuns(Path folder) {
  void begin(String group, Timetable.Slot slot) {
    Path file = file(group, slot.intervalSeconds());
    try {
      Path half = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(half, slot.due().toString(), UTF_8);
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new CommandFailure("can't write " + file + ": " + e.getMessage(), e);
    }
  }

  void end(String group, Timetable.Slot slot) {
    Path file = file(group, slot.intervalSeconds());
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new CommandFailure("can't remove " + file + ": " + e.getMessage(), e);
    }
  }

  /** The run of this interval that was interrupted, unless its time is over. */
  Optional<Timetable.Slot> interrupted(String group, int intervalSeconds, Instant now) {
    Path file = file(group, intervalSeconds);
    try {
      Instant due = Instant.parse(Files.readString(file, UTF_8));
      boolean current = due.plusSeconds(intervalSeconds).isAfter(now) && !due.isAfter(now);
      return current ? Optional.of(new Timetable.Slot(intervalSeconds, due)) : Optional.empty();
    } catch (NoSuchFileException | DateTimeException e) {
      // None was, or it was not written by this program: the next run replaces it.
      return Optional.empty();
    } catch (IOException e) {
      throw new CommandFailure("can't read " + file + ": " + e.getMessage(), e);
    }
  }

  private Path file(String group, int intervalSeconds) {
    // The run's name without its time.
    String name = new Timetable.Slot(intervalSeconds, Instant.EPOCH).runId(group);
    return folder.resolve(name.substring(0, name.length() - "-19700101-000000".length()));
  }
}
