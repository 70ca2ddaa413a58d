package io.diffy.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher keeps classes of a rehearsal only where each of its commands ends as it should. */
final class RehearsalTest {
  @Test
  void everyCommandOfItSucceeds(@TempDir Path folder) throws Exception {
    assertTrue(Rehearsal.play(folder));
  }
}
