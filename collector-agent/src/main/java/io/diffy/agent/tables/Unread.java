package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Counts what could not be read, and remembers one example. */
final class Unread {
  private final String what;
  private int count;
  private boolean byRoot = true;
  private String example;

  Unread(String what) {
    this.what = what;
  }

  /** Something that reads files. */
  interface Step {
    void run() throws IOException;
  }

  /**
   * Reads what may be gone, or be closed to us: what is gone is nothing, what is closed is counted.
   */
  void ifAllowed(String path, Step step) throws IOException {
    try {
      step.run();
    } catch (NoSuchFileException e) {
      return; // never there, or removed since it was listed
    } catch (AccessDeniedException e) {
      add(path);
    } catch (Unavailable e) {
      byRoot = false;
      add(e.getMessage()); // its own row, and nobody else's
    }
  }

  void add(String path) {
    count++;
    example = example == null ? path : example;
  }

  void tell(TableRows rows) {
    if (count > 0) {
      rows.partial(
          "%d of the %s could not be read (%s, …)%s"
              .formatted(count, what, example, byRoot ? ": run as root" : ""));
    }
  }
}
