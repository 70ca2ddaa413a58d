package io.diffy.explain;

import io.diffy.schemas.Cohort;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Sighting;
import io.diffy.view.TimeText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which hosts a finding is on: of several since when each, the first ones first. */
final class WhereWords {
  private static final int MOST_HOSTS = 10;

  /** Of one that spread the way it took is worth more lines. */
  private static final int MOST_OF_A_SPREAD = 40;

  private WhereWords() {}

  static String title(Finding finding) {
    return timed(finding) ? "WHERE (SINCE, UTC)" : "WHERE";
  }

  static List<String> of(Finding finding) {
    List<Instance> hosts = new ArrayList<>(finding.instances());
    if (timed(finding)) {
      hosts.sort(
          Comparator.comparing(host -> finding.firstSeenOn(host.instanceId()).orElse(Instant.MAX)));
    }
    int most = spread(finding) ? MOST_OF_A_SPREAD : MOST_HOSTS;
    List<String> lines = new ArrayList<>();
    hosts.stream().limit(most).forEach(host -> lines.add(line(finding, host)));
    if (hosts.size() > most) {
      lines.add("and " + (hosts.size() - most) + " more");
    }
    if (lines.isEmpty()) {
      lines.add("the whole group");
    }
    return lines;
  }

  /** Whether the times of its hosts say more than its own. */
  private static boolean timed(Finding finding) {
    return !finding.lifecycle().seen().hosts().isEmpty();
  }

  private static boolean spread(Finding finding) {
    return finding.lifecycle().seen().hosts().stream().map(Sighting::first).distinct().count() > 1;
  }

  private static String line(Finding finding, Instance host) {
    List<String> known = new ArrayList<>();
    if (timed(finding)) {
      known.add(
          finding.firstSeenOn(host.instanceId()).map(TimeText::minutes).orElse("not known       "));
    }
    known.addAll(List.of(host.instanceId(), host.hostname(), host.privateIp(), host.az()));
    known.removeIf(String::isEmpty);
    String cohort = host.cohort().equals(Cohort.UNKNOWN) ? "" : "  (" + host.cohort().label() + ")";
    return String.join("  ", known)
        + cohort
        + finding.sighting(host.instanceId()).map(WhereWords::more).orElse("");
  }

  private static String more(Sighting sighting) {
    return sighting.returned().map(time -> "; back since " + TimeText.minutes(time)).orElse("")
        + (sighting.own().isEmpty() ? "" : "; there " + cells(sighting.own()));
  }

  private static String cells(Map<String, String> row) {
    return row.entrySet().stream()
        .map(cell -> cell.getKey() + "=" + cell.getValue())
        .collect(Collectors.joining(" "));
  }
}
