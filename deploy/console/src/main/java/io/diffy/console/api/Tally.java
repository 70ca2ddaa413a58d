package io.diffy.console.api;

import io.diffy.console.state.GroupState;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.GroupKey;
import io.diffy.view.CorrelatedFindings;
import io.diffy.view.HostRanking;
import io.diffy.view.HostRanking.RankedHost;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What is open, by group and by host: counted once for all who ask before the group changes. */
final class Tally {
  private final Map<GroupKey, Counted> counted = new ConcurrentHashMap<>();

  private record Counted(
      long version,
      List<Finding> open,
      List<CorrelatedFindings> all,
      List<CorrelatedFindings> ofHosts,
      Map<String, RankedHost> ranked) {
    static Counted of(GroupState group) {
      List<Finding> open = group.open();
      List<CorrelatedFindings> all = FindingsApi.stories(open);
      Map<String, RankedHost> ranked = new HashMap<>();
      HostRanking.of(open).forEach(host -> ranked.put(host.instanceId(), host));
      return new Counted(
          group.version(),
          open,
          all,
          all.stream().filter(story -> story.head().isOfHosts()).toList(),
          ranked);
    }
  }

  private Counted of(GroupState group) {
    Counted known = counted.get(group.key());
    if (known == null || known.version() != group.version()) {
      known = Counted.of(group);
      counted.put(group.key(), known);
    }
    return known;
  }

  List<Finding> open(GroupState group) {
    return of(group).open();
  }

  /** All stories of a group. */
  List<CorrelatedFindings> allStories(GroupState group) {
    return of(group).all();
  }

  /** Those that say something of hosts. */
  List<CorrelatedFindings> stories(GroupState group) {
    return of(group).ofHosts();
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
    return of(group).ranked();
  }
}
