package io.diffy.gate;

import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.view.OpenFindings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a gate says of one group.
 *
 * @param fresh its fresh instances, sorted by id; at least one
 * @param baselines what they were compared with
 * @param queries all that were asked, or that the baseline answers, sorted
 * @param failing the findings that fail it, ranked
 * @param passing the deviations that don't, ranked
 * @param failingGaps the gaps that fail it, by query
 * @param passingGaps the gaps that don't, by query
 * @param unreported deviations that were only counted, beyond the bound per host
 */
public record GateVerdict(
    List<Instance> fresh,
    BaselineChoice.Chosen baselines,
    List<String> queries,
    List<Finding> failing,
    List<Finding> passing,
    List<Gap> failingGaps,
    List<Gap> passingGaps,
    int unreported) {

  /**
   * A query that could not be compared, on some fresh instances or on all.
   *
   * @param query its name
   * @param instances ids, sorted; empty: nobody was asked, or it is about the baseline
   * @param reason in words; may hold text from a host
   * @param lost whether the baseline has it: then the fresh instances tell less than the previous
   *     version did
   */
  public record Gap(String query, List<String> instances, String reason, boolean lost) {}

  public GroupKey group() {
    return fresh.get(0).group();
  }

  public boolean passed() {
    return failing.isEmpty() && failingGaps.isEmpty() && !nothingCompared();
  }

  /** Whether no fresh instance could be compared in any query: then there is no verdict. */
  public boolean nothingCompared() {
    return failing.isEmpty() && passing.isEmpty() && queries.stream().allMatch(this::isBlind);
  }

  private boolean isBlind(String query) {
    List<Gap> gaps =
        Stream.concat(failingGaps.stream(), passingGaps.stream())
            .filter(gap -> gap.query().equals(query))
            .toList();
    return gaps.stream().anyMatch(gap -> gap.instances().isEmpty())
        || gaps.stream().flatMap(gap -> gap.instances().stream()).distinct().count()
            >= fresh.size();
  }

  /** All deviations, those that fail it first. */
  public List<Finding> findings() {
    List<Finding> all = new ArrayList<>(failing);
    all.addAll(passing);
    return all;
  }

  /** How many queries were compared on all fresh instances. */
  public int compared() {
    Set<String> gaps = new TreeSet<>();
    failingGaps.forEach(gap -> gaps.add(gap.query()));
    passingGaps.forEach(gap -> gaps.add(gap.query()));
    return queries.size() - gaps.size();
  }

  static GateVerdict of(
      List<Instance> fresh,
      BaselineChoice.Chosen baselines,
      List<Evaluation> evaluations,
      List<Finding> open,
      GatePolicy policy) {
    Set<String> queries = new TreeSet<>(baselines.expected());
    evaluations.forEach(evaluation -> queries.add(evaluation.query()));
    List<Finding> deviations = open.stream().filter(OpenFindings::isDeviation).toList();
    List<Gap> gaps = CoverageGaps.of(evaluations, baselines);
    return new GateVerdict(
        fresh,
        baselines,
        List.copyOf(queries),
        deviations.stream().filter(policy::fails).toList(),
        deviations.stream().filter(finding -> !policy.fails(finding)).toList(),
        gaps.stream().filter(policy::fails).toList(),
        gaps.stream().filter(gap -> !policy.fails(gap)).toList(),
        evaluations.stream().mapToInt(e -> e.open().overflow()).sum());
  }
}
