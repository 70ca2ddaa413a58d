package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Facts about the machine that more than one table shows. */
final class Machine {
  private Machine() {}

  /** As uname(2) says it; empty for another host's files that don't tell. */
  static String architecture(Root root) throws IOException {
    String told = oneLine(root, "/proc/sys/kernel/arch");
    if (!told.isEmpty() || !root.isHost()) {
      return told;
    }
    String java = System.getProperty("os.arch");
    return java.equals("amd64") ? "x86_64" : java;
  }

  /** A small file of /proc or /sys; empty where it is absent or hidden. */
  static String oneLine(Root root, String path) throws IOException {
    try {
      return root.read(path).trimmed();
    } catch (NoSuchFileException | AccessDeniedException e) {
      return "";
    }
  }
}
