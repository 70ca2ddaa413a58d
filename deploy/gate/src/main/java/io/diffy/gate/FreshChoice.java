package io.diffy.gate;

import io.diffy.ondemand.CapturedAnswers;
import io.diffy.plugin.Target;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.service.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Which instances of a group are the fresh ones. A canary stands among instances of the previous
 * version, and those must not be taken for it.
 *
 * @param instances ids; empty: any
 * @param versions launch versions; empty: any
 */
public record FreshChoice(Set<String> instances, Set<String> versions)
    implements UnaryOperator<List<Target>> {

  /** The others are not asked. */
  @Override
  public List<Target> apply(List<Target> targets) {
    List<Target> chosen = new ArrayList<>();
    for (Target target : targets) {
      chosen.add(
          target.collectable() && !isFresh(target.instance())
              ? new Target(target.instance(), target.lifecycle(), "not one of the fresh instances")
              : target);
    }
    return chosen;
  }

  /**
   * The answers of the fresh ones. Throws when one that was named is not among them, or when nobody
   * said which of two versions is meant.
   */
  public CapturedAnswers of(CapturedAnswers given) {
    List<Observation> fresh =
        given.newest().stream().filter(answer -> isFresh(answer.instance())).toList();
    Set<String> missing = new TreeSet<>(instances);
    Set<String> found = new TreeSet<>();
    for (Observation answer : fresh) {
      missing.remove(answer.instance().instanceId());
      found.add(answer.instance().launchVersion());
    }
    if (fresh.isEmpty() || !missing.isEmpty()) {
      throw new CommandFailure(
          "no fresh instance %sis among the answers; check --instance and --launch-version"
              .formatted(missing.isEmpty() ? "" : String.join(", ", missing) + " "));
    }
    if (found.size() > 1 && instances.isEmpty() && versions.isEmpty()) {
      throw new CommandFailure(
          "the answers are of launch versions %s: say which are fresh, by --launch-version or --instance"
              .formatted(String.join(", ", found)));
    }
    return new CapturedAnswers(given.runId(), given.source(), fresh, given.silent());
  }

  private boolean isFresh(Instance instance) {
    return (instances.isEmpty() || instances.contains(instance.instanceId()))
        && (versions.isEmpty() || versions.contains(instance.launchVersion()));
  }
}
