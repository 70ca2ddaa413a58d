package io.diffy.agent.collect;

import io.diffy.agent.process.BoundedProcess;
import io.diffy.agent.process.ProcessStat;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The collector itself, which shall not find itself: its process, the osqueryi it starts, the shell
 * it was typed into and the other ends of its pipes. A pid is nobody's name, for it is given again;
 * so each is known by pid and start time, both looked at after the rows were read. Whoever still
 * has both has had the pid all the time.
 */
public final class OwnProcess {
  public static final OwnProcess NONE =
      new OwnProcess(Path.of("/proc"), Optional.empty(), Map.of());

  private final Path proc;
  private final Optional<ProcessStat> self;
  private final Map<String, ProcessStat> shells;

  private OwnProcess(Path proc, Optional<ProcessStat> self, Map<String, ProcessStat> shells) {
    this.proc = proc;
    this.self = self;
    this.shells = shells;
  }

  /** This Java process. */
  public static OwnProcess current() {
    return of(Path.of("/proc"), Long.toString(ProcessHandle.current().pid()));
  }

  /**
   * A process and its ancestors of the same session and user.
   *
   * @param proc where its system shows processes; none known there: nothing is left out
   */
  static OwnProcess of(Path proc, String pid) {
    Optional<ProcessStat> self = ProcessStat.of(proc, pid);
    Map<String, ProcessStat> shells = new LinkedHashMap<>();
    for (Optional<ProcessStat> p = self.flatMap(own -> ProcessStat.of(proc, own.parent()));
        p.isPresent() && p.get().isOf(self.get());
        p = ProcessStat.of(proc, p.get().parent())) {
      shells.put(p.get().pid(), p.get());
    }
    return new OwnProcess(proc, self, shells);
  }

  /** Its process id as text; empty: nothing is left out. */
  public String pid() {
    return self.map(ProcessStat::pid).orElse("");
  }

  List<Map<String, String>> leaveOut(List<Map<String, String>> rows) {
    if (self.isEmpty() || rows.stream().noneMatch(row -> row.containsKey("pid"))) {
      return rows;
    }
    Map<String, Boolean> known = new HashMap<>();
    return rows.stream()
        .filter(row -> !known.computeIfAbsent(whose(row), whose -> isOwn(row)))
        .toList();
  }

  private static String whose(Map<String, String> row) {
    return row.get("pid") + ' ' + row.get("parent") + ' ' + row.get("start_time");
  }

  private boolean isOwn(Map<String, String> row) {
    String pid = row.getOrDefault("pid", "");
    String parent = row.getOrDefault("parent", "");
    if (pid.equals(self.get().pid())) {
      return true;
    }
    if (parent.isEmpty() || parent.equals("1")) {
      return shells.containsKey(pid) && !parent.isEmpty() && isAlive(shells.get(pid));
    }
    return parent.equals(self.get().pid())
        ? BoundedProcess.started(pid).filter(its -> its.startedAt(row)).isPresent()
        : (shells.containsKey(pid) && isAlive(shells.get(pid))) || isPipe(pid, parent);
  }

  private boolean isAlive(ProcessStat process) {
    return ProcessStat.of(proc, process.pid()).equals(Optional.of(process));
  }

  /** Of the same job as we, started by the same shell, and at an end of one of our pipes. */
  private boolean isPipe(String pid, String parent) {
    Optional<ProcessStat> other = ProcessStat.of(proc, pid);
    if (!parent.equals(self.get().parent())
        || other.filter(its -> its.isOf(self.get()) && its.isOfJob(self.get())).isEmpty()) {
      return false;
    }
    Set<String> ours = pipes(self.get().pid());
    ours.retainAll(pipes(pid));
    return !ours.isEmpty();
  }

  private Set<String> pipes(String pid) {
    Set<String> pipes = new HashSet<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(proc.resolve(pid + "/fd"), "[012]")) {
      for (Path file : files) {
        String target = Files.readSymbolicLink(file).toString();
        if (target.startsWith("pipe:")) {
          pipes.add(target);
        }
      }
    } catch (IOException e) {
      return new HashSet<>(); // it has ended, or is none of our user's
    }
    return pipes;
  }
}
