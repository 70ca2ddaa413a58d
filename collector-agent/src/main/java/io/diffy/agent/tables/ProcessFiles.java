package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;

/** The files of one /proc/PID; remembers whether some were forbidden. */
final class ProcessFiles {
  private final Root root;
  private final Located directory;
  private boolean denied;

  ProcessFiles(Root root, Located directory) {
    this.root = root;
    this.directory = directory;
  }

  String pid() {
    return directory.name();
  }

  boolean denied() {
    return denied;
  }

  String text(String file) throws IOException {
    return root.read(directory.child(file)).content();
  }

  /**
   * What stands in {@code stat} behind the command's name, the state first: see proc_pid_stat(5).
   * The name stands in brackets and may hold anything, brackets and blanks too.
   */
  List<String> stat() throws IOException {
    String line = text("stat");
    int end = line.lastIndexOf(')');
    List<String> words = FileText.words(line.substring(end + 1).strip());
    if (end < 0 || words.size() < 20) {
      throw new Unavailable("not a line of /proc/PID/stat");
    }
    return words;
  }

  /** A file of "key: value" lines. */
  Map<String, String> keyed(String file) throws IOException {
    return FileText.pairs(root.read(directory.child(file)).lines(), ':');
  }

  /** Counters that containers often hide even from root: without them the process still counts. */
  Map<String, String> keyedIfAllowed(String file) throws IOException {
    try {
      return keyed(file);
    } catch (AccessDeniedException | NoSuchFileException e) {
      return Map.of();
    }
  }

  /** What lies in the process's memory, of which a user can make something that never answers. */
  String commandLine(String uid) throws IOException {
    try {
      String text =
          uid.equals("0")
              ? text("cmdline")
              : root.patient().patiently("user " + uid, directory.real(), () -> text("cmdline"));
      return text.replace('\0', ' ').strip();
    } catch (Unavailable e) {
      return "(not read: it does not answer)"; // nor may that hide the process
    }
  }

  /** The first line's path, after "id:controllers:"; empty where there are no control groups. */
  String cgroup() throws IOException {
    try {
      String[] parts = text("cgroup").split("\n", 2)[0].split(":", 3);
      return parts.length == 3 ? parts[2] : "";
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /** Where a link points; empty for kernel threads, and when it is forbidden to look. */
  String link(String name) throws IOException {
    try {
      return root.link(directory.child(name));
    } catch (NoSuchFileException e) {
      return "";
    } catch (AccessDeniedException e) {
      denied = true;
      return "";
    } catch (Unavailable e) {
      return "(longer than a path may be)"; // a name of its own choice must not hide a process
    }
  }

  /** osquery's tristate: -1 no path, 1 the file exists, 0 it doesn't. */
  String onDisk(String path) throws IOException {
    if (path.isEmpty()) {
      return "-1";
    }
    try {
      boolean exists =
          path.startsWith("/")
              && root.query().once("exists " + path, Boolean.class, () -> root.exists(path));
      return exists ? "1" : "0";
    } catch (Unavailable e) {
      return "-1"; // a name that can't be looked up must not hide the process
    }
  }
}
