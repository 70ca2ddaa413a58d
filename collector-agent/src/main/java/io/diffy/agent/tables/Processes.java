package io.diffy.agent.tables;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The numbered directories of /proc. */
final class Processes {
  private Processes() {}

  /** Reads one process. */
  interface Step {
    void read(Located process) throws IOException;
  }

  /**
   * Reads all processes, by ascending pid.
   *
   * @param what is read, for a person
   */
  static void each(Root root, TableRows rows, String what, Step step) throws IOException {
    Unread unread = new Unread(what);
    for (Located process : all(root)) {
      rows.checkTime();
      try {
        step.read(process);
      } catch (InterruptedIOException | TableRows.Full e) {
        throw e;
      } catch (IOException e) {
        if (isMissed(process, e)) {
          unread.add(process.path());
        }
      }
    }
    unread.tell(rows);
  }

  /**
   * Whether a failure hides a process. Not when it has ended or, being the kernel's own, has no
   * such file; nor of a sandbox's init. That one may have capabilities which even root inside
   * hasn't, and is then closed to everyone who could ever look; counting it would leave such hosts
   * without a single whole answer.
   */
  private static boolean isMissed(Located process, IOException reason) {
    boolean closedInit =
        process.name().equals("1") && "root".equals(System.getProperty("user.name"));
    return !closedInit && !(reason instanceof NoSuchFileException);
  }

  static List<Located> all(Root root) throws IOException {
    List<Located> processes = new ArrayList<>();
    for (Located entry : entries(root)) {
      if (Numbers.decimal(entry.name()) != null) {
        processes.add(entry);
      }
    }
    if (processes.isEmpty()) {
      throw new Unavailable("/proc shows no processes: it is not mounted or hidden from us");
    }
    processes.sort(Comparator.comparingLong(process -> Numbers.decimalOr(process.name(), 0)));
    return processes;
  }

  private static List<Located> entries(Root root) throws IOException {
    try {
      return root.list("/proc");
    } catch (NoSuchFileException e) {
      throw new Unavailable("/proc does not exist: processes can't be seen");
    }
  }
}
