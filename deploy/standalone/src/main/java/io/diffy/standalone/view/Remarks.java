package io.diffy.standalone.view;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is for the record, not held against anybody: who could not be judged and what a deploy
 * changed. The same remark about many queries is one line.
 */
public final class Remarks {
  private static final int MOST_INSTANCES = 3;
  private static final int MOST_QUERIES = 4;

  private record Remark(String group, Kind kind, String what, List<String> instances)
      implements Comparable<Remark> {
    @Override
    public int compareTo(Remark other) {
      return key().compareTo(other.key());
    }

    private String key() {
      return group + ' ' + kind + ' ' + what + ' ' + instances;
    }
  }

  private Remarks() {}

  /** One line each, in a fixed order; host text is in it. */
  public static List<String> of(List<Finding> open) {
    Map<Remark, TreeSet<String>> queries = new TreeMap<>();
    for (Finding finding : open) {
      if (!OpenFindings.isDeviation(finding)) {
        queries.computeIfAbsent(remark(finding), r -> new TreeSet<>()).add(finding.query());
      }
    }
    List<String> lines = new ArrayList<>();
    queries.forEach((remark, of) -> lines.add(line(remark, List.copyOf(of))));
    return lines;
  }

  private static Remark remark(Finding finding) {
    List<String> instances =
        finding.instances().stream().map(Instance::instanceId).sorted().toList();
    String what =
        finding.kind() == Kind.DRIFT
            ? finding.cohort()
            : finding.row().getOrDefault("coverage", "unknown");
    return new Remark(finding.group().toString(), finding.kind(), what, instances);
  }

  private static String line(Remark remark, List<String> queries) {
    int hosts = remark.instances().size();
    String where = some(queries, MOST_QUERIES, "queries");
    return remark.kind() == Kind.DRIFT
        ? "drift: the %d with %s differ from the others of %s, in %s"
            .formatted(hosts, remark.what(), remark.group(), where)
        : "not judged (%s): %s, in %s"
            .formatted(remark.what(), some(remark.instances(), MOST_INSTANCES, "instances"), where);
  }

  private static String some(List<String> all, int most, String word) {
    return all.size() <= most
        ? String.join(", ", all)
        : all.stream().limit(most).collect(Collectors.joining(", "))
            + " and %d more %s".formatted(all.size() - most, word);
  }
}
