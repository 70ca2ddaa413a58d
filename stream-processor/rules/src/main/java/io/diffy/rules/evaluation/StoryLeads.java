package io.diffy.rules.evaluation;

import io.diffy.rules.detection.Deviation;
import io.diffy.rules.detection.ProgramPath;
import io.diffy.rules.detection.RoutineRow;
import io.diffy.schemas.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What appears together on the same hosts is one story: a leader has a process, a port and a
 * connection. Its loudest part is the one in the query that comes first, and the others are told at
 * low. So are the packages of one upgrade, and the programs in them. Shared by all queries of a
 * group that are evaluated at one time, in the order in which they are evaluated.
 */
public final class StoryLeads {
  private static final int SEVERAL_HOSTS = 3;
  private static final int SOME_FILES = 2;
  private static final int MANY_FILES = 5;

  private final Map<Set<String>, String> byHosts = new HashMap<>();
  private final Set<Set<String>> loading = new HashSet<>();
  private final Map<Set<String>, String> upgrades = new HashMap<>();
  private final Map<Set<String>, Set<String>> upgraded = new HashMap<>();
  private final Map<Set<String>, Integer> replaced = new HashMap<>();
  private final Map<Set<String>, Integer> files = new HashMap<>();
  private final Map<Set<String>, String> bulks = new HashMap<>();
  private final Set<String> evaluated = new HashSet<>();

  /** Notes that a query takes part, and all that deviates in it. */
  void begin(String query, Stream<DeviationEvidence> found) {
    evaluated.add(query);
    replaced.clear();
    files.clear();
    found.forEach(
        f -> {
          Set<String> hosts = Set.copyOf(f.deviation().hostIds());
          if (isReplaced(f)) {
            replaced.merge(hosts, 1, Integer::sum);
          }
          if (f.deviation().kind() == Kind.CHANGED && f.rows().row().containsKey("sha256")) {
            files.merge(hosts, 1 + f.deviation().standsFor(), Integer::sum);
          }
          if (f.deviation().standsFor() > 0 && RoutineRow.isPackage(f.rows().row())) {
            bulks.putIfAbsent(hosts, query);
          }
        });
  }

  private static boolean isReplaced(DeviationEvidence found) {
    return RoutineRow.isUpgraded(found.rows().row(), found.rows().previous());
  }

  /** Whether a query was evaluated at this time, so that what it leads is known. */
  public boolean evaluated(String query) {
    return evaluated.contains(query);
  }

  /**
   * What was found, with the story that it is part of if that is no story of its own. What runs on
   * just those hosts that share a decision, or a file, is part of that: one host may be attacked
   * twice, several are not by chance.
   */
  DeviationEvidence place(DeviationEvidence found, String query, boolean deliberate) {
    Deviation deviation = found.deviation();
    Set<String> hosts = Set.copyOf(deviation.hostIds());
    String upgrade = upgradeOf(found, query);
    if (!upgrade.isEmpty()) {
      return part(found, upgrade);
    }
    Map<String, String> row = found.rows().row();
    boolean module = RoutineRow.isKernelModule(row);
    if (RoutineRow.is(deviation.kind(), row)) {
      return part(found, leadOf(hosts, query, deviation.kind() == Kind.MISSING && !module));
    }
    // A driver comes with those that it needs.
    if (module && RoutineRow.isHabit(row, hosts.size())) {
      return part(found, loading.add(hosts) ? "" : query);
    }
    DeviationEvidence placed =
        deviation.kind() == Kind.CHANGED ? part(found, upgradeOf(hosts, query, row)) : found;
    if (hosts.size() > 1
        && (deliberate || row.containsKey("sha256"))
        && placed.deviation().breakdown().story().isEmpty()) {
      byHosts.putIfAbsent(hosts, query);
    }
    return placed;
  }

  /**
   * A program that was replaced while it ran is part of an upgrade where others were replaced on
   * just the same hosts, or packages are other ones; so is the package manager there. More hosts
   * that show it prove nothing: an intruder may have attacked them, too.
   */
  DeviationEvidence ofUpgrade(DeviationEvidence found, String query) {
    return part(found, upgradeOf(found, query));
  }

  private String upgradeOf(DeviationEvidence found, String query) {
    Set<String> hosts = Set.copyOf(found.deviation().hostIds());
    if (found.deviation().kind() == Kind.UNEXPECTED
        && MaintenanceProgram.upgrades(found.rows().row())) {
      return upgrades.getOrDefault(hosts, "");
    }
    if (!isReplaced(found)) {
      return "";
    }
    return upgrades.getOrDefault(hosts, replaced.get(hosts) > 1 ? query : "");
  }

  /**
   * The query that tells of the upgrade of these hosts: packages that changed on just the same
   * hosts, and the program that is named as one of them; or so many packages that nobody did it by
   * hand, and many files as well, or some on several hosts.
   */
  private String upgradeOf(Set<String> hosts, String query, Map<String, String> row) {
    String name = row.getOrDefault("name", "");
    if (row.containsKey("version") && !name.isEmpty()) {
      boolean first = upgraded.computeIfAbsent(hosts, h -> new HashSet<>()).isEmpty();
      upgraded.get(hosts).add(name);
      upgrades.putIfAbsent(hosts, query);
      return first ? "" : upgrades.get(hosts);
    }
    if (!row.containsKey("sha256") || ProgramPath.isOdd(row)) {
      return "";
    }
    String path = row.getOrDefault("path", "");
    String file = path.substring(path.lastIndexOf('/') + 1);
    if (upgraded.getOrDefault(hosts, Set.of()).stream()
        .anyMatch(of -> MaintenanceProgram.brings(of, file))) {
      return upgrades.get(hosts);
    }
    int least = hosts.size() < SEVERAL_HOSTS ? MANY_FILES : SOME_FILES;
    return files.getOrDefault(hosts, 0) >= least ? bulks.getOrDefault(hosts, "") : "";
  }

  private static DeviationEvidence part(DeviationEvidence found, String lead) {
    Deviation deviation = found.deviation();
    return found.with(deviation.with(deviation.breakdown().inStory(lead)));
  }

  /**
   * The query that tells the story of these hosts; empty when this one does.
   *
   * @param hosts on which a routine row deviates and is worth a look
   * @param gone two programs that are gone may be an agent and its watcher: each is said
   */
  private String leadOf(Set<String> hosts, String query, boolean gone) {
    String lead = byHosts.putIfAbsent(hosts, query);
    boolean leads = lead == null || (lead.equals(query) && gone);
    return leads ? "" : lead;
  }
}
