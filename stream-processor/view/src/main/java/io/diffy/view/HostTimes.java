package io.diffy.view;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Sighting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Since when each host of a finding shows it, in words. */
final class HostTimes {
  private static final int MOST = 8;

  private HostTimes() {}

  /**
   * Of several hosts, or of one that came back: who since when, those of one minute together;
   * nothing where the finding's own time says it all.
   */
  static String words(Finding finding) {
    Map<String, List<String>> byTime = new LinkedHashMap<>();
    finding.instances().stream()
        .sorted(
            Comparator.comparing(
                host -> finding.firstSeenOn(host.instanceId()).orElse(Instant.MAX)))
        .limit(MOST)
        .forEach(
            host ->
                byTime
                    .computeIfAbsent(when(finding, host), time -> new ArrayList<>())
                    .add(host.instanceId()));
    boolean returned =
        finding.lifecycle().seen().hosts().stream().anyMatch(s -> s.returned().isPresent());
    if (finding.instances().size() < 2 && !returned) {
      return "";
    }
    List<String> words = new ArrayList<>();
    byTime.forEach((when, hosts) -> words.add(String.join(", ", hosts) + " " + when));
    int more = finding.instances().size() - MOST;
    return String.join("; ", words) + (more > 0 ? "; and " + more + " more" : "");
  }

  private static String when(Finding finding, Instance host) {
    String since =
        finding
            .firstSeenOn(host.instanceId())
            .map(time -> "since " + TimeText.minutes(time))
            .orElse("since a time that is not known");
    return since + finding.sighting(host.instanceId()).map(HostTimes::more).orElse("");
  }

  private static String more(Sighting sighting) {
    return sighting.returned().map(time -> ", back since " + TimeText.minutes(time)).orElse("")
        + sighting.own().entrySet().stream()
            .map(cell -> ", there " + cell.getKey() + "=" + cell.getValue())
            .collect(Collectors.joining());
  }
}
