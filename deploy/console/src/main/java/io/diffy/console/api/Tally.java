package io.diffy.console.api;

import io.diffy.console.state.ConsoleState;
import io.diffy.console.state.FindingLife;
import io.diffy.console.state.GroupState;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.GroupKey;
import io.diffy.view.CorrelatedFindings;
import io.diffy.view.HostRanking;
import io.diffy.view.HostRanking.RankedHost;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** What is open, counted by group and by host. */
final class Tally {
  private final Map<GroupKey, List<Finding>> open = new TreeMap<>();
  private final Map<GroupKey, List<CorrelatedFindings>> stories = new ConcurrentHashMap<>();
  private final Map<GroupKey, Map<String, RankedHost>> ranked = new ConcurrentHashMap<>();

  private Tally(List<Finding> findings) {
    findings.forEach(f -> open.computeIfAbsent(f.group(), g -> new ArrayList<>()).add(f));
  }

  /** Counted once for all who ask before something comes. */
  static final class Latest {
    private long version = -1;
    private Tally tally;

    synchronized Tally of(ConsoleState state) {
      if (version != state.version()) {
        tally = Tally.of(state.findings().stream().map(FindingLife::latest).toList());
        version = state.version();
      }
      return tally;
    }
  }

  static Tally of(List<Finding> findings) {
    return new Tally(findings.stream().filter(Finding::isOpen).toList());
  }

  List<Finding> open(GroupState group) {
    return open.getOrDefault(group.key(), List.of());
  }

  /** All stories of a group. */
  List<CorrelatedFindings> allStories(GroupState group) {
    return stories.computeIfAbsent(group.key(), g -> FindingsApi.stories(open(group)));
  }

  /** Those that say something of hosts. */
  List<CorrelatedFindings> stories(GroupState group) {
    return allStories(group).stream().filter(story -> story.head().isOfHosts()).toList();
  }

  /** Severities of the open stories. */
  List<Severity> severities(GroupState group) {
    return stories(group).stream().map(story -> story.head().severity()).toList();
  }

  long accusations(GroupState group) {
    return stories(group).stream().filter(story -> story.head().isAccusation()).count();
  }

  /** Hosts on which something is open, by id. */
  Map<String, RankedHost> ranked(GroupState group) {
    return ranked.computeIfAbsent(
        group.key(),
        g -> {
          Map<String, RankedHost> hosts = new HashMap<>();
          HostRanking.of(open(group)).forEach(host -> hosts.put(host.instanceId(), host));
          return hosts;
        });
  }
}
