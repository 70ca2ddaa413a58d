package io.diffy.accept;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.TopicReader;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Evaluation.Hidden;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.Scope;
import io.diffy.schemas.ExceptionRule.Seen;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Kind;
import io.diffy.terminal.Phrases;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What exceptions keep from sight, by the last evaluation of each group and query. */
public final class HiddenNow {
  private static final int MOST_NAMED = 5;

  private final Map<String, Evaluation> latest = new HashMap<>();

  /** Reads the evaluations. */
  public static HiddenNow read(Cluster cluster) {
    HiddenNow now = new HiddenNow();
    TopicReader.readAll(cluster, cluster.topics().evaluations(), now::add);
    return now;
  }

  /** A round asks some hosts only, so it says nothing of the others. */
  public void add(Evaluation evaluation) {
    if (evaluation.roundId().isEmpty()) {
      latest.merge(
          evaluation.group() + " " + evaluation.query(),
          evaluation,
          (a, b) -> b.evaluatedAt().isBefore(a.evaluatedAt()) ? a : b);
    }
  }

  /** On which hosts, and on which of them only since it was accepted. */
  public Optional<String> words(ExceptionRule rule) {
    if (rule.about().kind().filter(Kind.DRIFT::equals).isPresent()
        || rule.about().query().equals(Finding.ALL_QUERIES)) {
      return Optional.of("hides a finding of the group as a whole, on the hosts named here");
    }
    boolean judged = latest.containsKey(rule.group() + " " + rule.about().query());
    if (!judged && rule.scope() != Scope.EVERYWHERE) {
      return Optional.of("what it hides is not known: this query was not judged recently");
    }
    List<Hidden> hidden =
        latest.values().stream()
            .flatMap(evaluation -> evaluation.open().hidden().stream())
            .filter(one -> isOf(one, rule))
            .toList();
    if (rule.scope() == Scope.INSTANCE) {
      boolean there = hidden.stream().anyMatch(one -> one.instances().contains(rule.instanceId()));
      boolean all = hidden.stream().allMatch(one -> one.hosts() == one.instances().size());
      return Optional.of(
          there
              ? "hides it now"
              : all ? "hides nothing now" : "hides it now, or another of the many hosts it is on");
    }
    int hosts = hidden.stream().mapToInt(Hidden::hosts).sum();
    List<String> since = new ArrayList<>();
    hidden.forEach(one -> since.addAll(one.instances()));
    rule.about().seen().map(Seen::instances).ifPresent(since::removeAll);
    if (rule.about().seen().isEmpty() || since.isEmpty()) {
      return Optional.of(
          hosts == 0 ? "hides nothing now" : "hides it now on " + Phrases.count(hosts, "host"));
    }
    return Optional.of(
        "hides it now on %s, reached since it was accepted: %s"
            .formatted(Phrases.count(hosts, "host"), Phrases.some(since, MOST_NAMED)));
  }

  private static boolean isOf(Hidden hidden, ExceptionRule rule) {
    return rule.scope() == Scope.EVERYWHERE
        ? hidden.itemUid().equals(rule.about().itemUid())
        : hidden.findingUid().equals(rule.findingUid());
  }
}
