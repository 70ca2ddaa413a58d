package io.diffy.explain;

import io.diffy.rules.item.NormalizationTrace;
import io.diffy.rules.item.QueryRules;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All there is to say about one finding, before it becomes text. Text of hosts is still raw in it.
 *
 * @param finding the last event
 * @param life all events, oldest first
 * @param accepted the exceptions about it, oldest first
 * @param query what the pack says about the query; empty when the pack does not have it
 * @param masking what of the row was compared; empty for coverage, which has no row of a host
 * @param files where the events were read; empty: the topic
 */
public record Explanation(
    Finding finding,
    List<Finding> life,
    List<ExceptionRule> accepted,
    Optional<PackQuery> query,
    Optional<NormalizationTrace> masking,
    List<String> files) {

  /** More hosts than this can't help to recognise whose names are masked. */
  private static final int MOST_CANDIDATES = 50;

  /**
   * Puts it together.
   *
   * @param events of this finding, in any order, at least one
   * @param exceptions any; those about something else are left out
   */
  public static Explanation of(List<Finding> events, List<ExceptionRule> exceptions, Pack pack) {
    List<Finding> life =
        events.stream().distinct().sorted(Comparator.comparingInt(Finding::sequence)).toList();
    Finding last = life.get(life.size() - 1);
    Optional<PackQuery> query = Optional.ofNullable(pack.queries().get(last.query()));
    return new Explanation(
        last,
        life,
        exceptions.stream()
            .filter(rule -> isAbout(rule, last))
            .sorted(Comparator.comparing(ExceptionRule::acceptedAt))
            .toList(),
        query,
        last.kind() == Kind.COVERAGE ? Optional.empty() : Optional.of(masking(last, rules(query))),
        List.of());
  }

  /** The same, read from these files. */
  public Explanation from(List<String> named) {
    return new Explanation(finding, life, accepted, query, masking, List.copyOf(named));
  }

  /** How the rows of the query are compared. */
  public QueryRules rules() {
    return rules(query);
  }

  /** Whether the row shows a peer, not an instance of the finding. */
  public boolean isPeersRow() {
    return finding.kind() == Kind.MISSING;
  }

  private static QueryRules rules(Optional<PackQuery> query) {
    return query.map(QueryRules::of).orElseGet(QueryRules::unknown);
  }

  private static boolean isAbout(ExceptionRule rule, Finding finding) {
    return rule.scope() == ExceptionRule.Scope.EVERYWHERE
        ? !finding.itemUid().isEmpty() && rule.about().itemUid().equals(finding.itemUid())
        : rule.findingUid().equals(finding.uid());
  }

  /**
   * The event does not say which of its instances the row is from: the one whose own names are in
   * it, else the first.
   */
  private static NormalizationTrace masking(Finding finding, QueryRules rules) {
    Map<String, String> row = finding.row();
    Instance nobody = Instance.named(finding.group().asg(), "");
    if (finding.kind() == Kind.MISSING || finding.instances().isEmpty()) {
      return NormalizationTrace.of(rules, nobody, row);
    }
    return finding.instances().stream()
        .limit(MOST_CANDIDATES)
        .map(instance -> NormalizationTrace.of(rules, instance, row))
        .reduce((best, other) -> ownNames(other) > ownNames(best) ? other : best)
        .orElseThrow();
  }

  private static long ownNames(NormalizationTrace masking) {
    return masking.replaced().stream().filter(piece -> piece.by().equals("<self>")).count();
  }
}
