package io.diffy.ondemand;

import io.diffy.agent.collect.Outgoing;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.Target;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.terminal.Phrases;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a collection brought, as observations: who gave nothing is in them with the reason. */
public final class CollectedAnswers {
  private CollectedAnswers() {}

  /**
   * The collection.
   *
   * @param id names it
   * @param source where it comes from, for the audit trail
   * @param incidentId what it is for; empty when not said
   */
  public record Run(String id, String source, String incidentId) {}

  /**
   * One result for each target and each instance the plugin told of, by id: whatever the plugin
   * forgot or said twice.
   *
   * @param collection who is to blame for a missing one
   */
  public static List<InstanceResult> oneEach(
      List<Target> targets, String collection, List<InstanceResult> given) {
    Map<String, InstanceResult> results = new TreeMap<>();
    given.forEach(result -> results.putIfAbsent(result.instanceId(), result));
    for (Target target : targets) {
      results.computeIfAbsent(
          target.instance().instanceId(),
          id ->
              target.collectable()
                  ? InstanceResult.without(
                      target, InstanceOutcome.DEADLINE, collection + " gave no result for it")
                  : InstanceResult.without(target, InstanceOutcome.SKIPPED, target.skipped()));
    }
    return List.copyOf(results.values());
  }

  /**
   * An answer of each instance that was asked to each query.
   *
   * @param now the time of those that were never given
   */
  public static CapturedAnswers of(
      Collection<InstanceResult> results, List<String> queries, Run run, Instant now) {
    WholeAnswers answers = new WholeAnswers();
    Set<String> silent = new TreeSet<>();
    for (InstanceResult result : results) {
      if (result.outcome() == InstanceOutcome.SUCCESS) {
        answered(result, queries, now)
            .forEach(
                answer ->
                    Outgoing.of(Incident.mark(answer, run.incidentId())).forEach(answers::add));
      } else if (result.outcome() != InstanceOutcome.SKIPPED) {
        silent.add(result.instanceId());
        gaps(result, queries, now)
            .forEach(gap -> answers.add(Incident.mark(gap, run.incidentId())));
      }
    }
    return new CapturedAnswers(run.id(), run.source(), new ArrayList<>(answers.newest()), silent);
  }

  /** Its own answers to all queries; a round waits for each of them. */
  private static List<Observation> answered(
      InstanceResult result, List<String> queries, Instant now) {
    List<Observation> answers =
        new ArrayList<>(
            result.observations().stream()
                .filter(o -> o.instance().instanceId().equals(result.instanceId()))
                .toList());
    Set<String> missing = new TreeSet<>(queries);
    answers.forEach(answer -> missing.remove(answer.query()));
    Instance instance = result.target().instance();
    missing.forEach(
        query ->
            answers.add(
                Observation.failed(instance, query, now, "its output holds no answer to this")));
    return answers;
  }

  /** Who was asked and gave nothing is named in every query, with the reason. */
  private static List<Observation> gaps(InstanceResult result, List<String> queries, Instant now) {
    String word = Phrases.word(result.outcome());
    String reason = result.reason().isEmpty() ? word : word + ": " + result.reason();
    return queries.stream()
        .map(query -> Observation.failed(result.target().instance(), query, now, reason))
        .toList();
  }
}
