package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The numbered directories of /proc. */
final class Processes {
  private Processes() {}

  /** All processes, by ascending pid. */
  static List<Located> of(Root root) throws IOException {
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
