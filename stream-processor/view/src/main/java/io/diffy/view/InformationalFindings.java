package io.diffy.view;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.terminal.Phrases;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is for the record, not held against anybody: who could not be judged and what a deploy
 * changed. The same remark about many queries is one line. Who stopped answering has a table of its
 * own.
 */
public final class InformationalFindings {
  private static final int MOST_INSTANCES = 3;
  private static final int MOST_QUERIES = 4;

  private record Remark(String group, String what, List<String> instances) {}

  private InformationalFindings() {}

  /** One line each, in a fixed order; host text is in it. */
  public static List<String> of(List<Finding> open) {
    Map<Remark, TreeSet<String>> queries = new TreeMap<>(Comparator.comparing(Remark::toString));
    List<String> lines = new ArrayList<>();
    Set<Instance> silent =
        open.stream()
            .filter(Finding::isSilence)
            .flatMap(finding -> finding.instances().stream())
            .collect(Collectors.toSet());
    for (Finding finding : open) {
      if (finding.isSilence() || isSaid(finding, silent)) {
        continue;
      }
      if (isOfTheGroup(finding)) {
        lines.add(line(finding));
      } else if (!OpenFindings.isDeviation(finding)) {
        queries.computeIfAbsent(remark(finding), r -> new TreeSet<>()).add(finding.query());
      }
    }
    Collections.sort(lines);
    queries.forEach((remark, of) -> lines.add(line(remark, List.copyOf(of))));
    return lines;
  }

  /** Whether the table of those who stopped answering says it all. */
  private static boolean isSaid(Finding finding, Set<Instance> silent) {
    return isAbout(finding, "silent") && silent.containsAll(finding.instances());
  }

  private static boolean isAbout(Finding finding, String gap) {
    return finding.kind() == Kind.COVERAGE
        && finding.row().getOrDefault("coverage", "").equals(gap);
  }

  /** Of no single query: what separates its cohorts, and who has nobody to be compared with. */
  private static boolean isOfTheGroup(Finding finding) {
    return finding.kind() == Kind.DRIFT || finding.query().equals(Finding.ALL_QUERIES);
  }

  private static String line(Finding finding) {
    String who = Phrases.some(ids(finding), MOST_INSTANCES, "instances");
    return finding.kind() == Kind.DRIFT
        ? "drift in %s: %s".formatted(finding.group(), finding.reason())
        : "not comparable in %s: %s; %s"
            .formatted(finding.group(), who, finding.row().getOrDefault("detail", ""));
  }

  /** Only what concerns the group as a whole. */
  public static List<String> ofTheGroup(List<Finding> open) {
    return of(open.stream().filter(InformationalFindings::isOfTheGroup).toList());
  }

  private static Remark remark(Finding finding) {
    return new Remark(
        finding.group().toString(),
        finding.row().getOrDefault("coverage", "unknown"),
        ids(finding));
  }

  private static List<String> ids(Finding finding) {
    return finding.instances().stream().map(Instance::instanceId).sorted().toList();
  }

  private static String line(Remark remark, List<String> queries) {
    return "%s (%s): %s, in %s"
        .formatted(
            switch (remark.what()) {
              case "clock" -> "judged by the broker's time, since their own is not to be trusted";
              case "other version" -> "answer otherwise than most, read as the peers' answers";
              default -> "not judged";
            },
            remark.what(),
            Phrases.some(remark.instances(), MOST_INSTANCES, "instances"),
            Phrases.some(queries, MOST_QUERIES, "queries"));
  }
}
