package io.diffy.baseline;

import io.diffy.plugin.Target;
import io.diffy.schemas.Cohort;
import io.diffy.service.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Whom a baseline is taken from: instances that a person names, or the first few of each cohort in
 * the order of their ids.
 *
 * @param named ids; empty: nobody named any
 * @param perCohort how many of each cohort, when nobody named any
 * @param version only of this launch version; empty: of any
 */
public record CleanChoice(Set<String> named, int perCohort, String version)
    implements UnaryOperator<List<Target>> {

  @Override
  public List<Target> apply(List<Target> targets) {
    requireThere(targets);
    Map<Cohort, Integer> taken = new TreeMap<>();
    List<Target> chosen = new ArrayList<>();
    for (Target target : targets) {
      if (!target.collectable()) {
        chosen.add(target);
      } else if (!version.isEmpty() && !target.instance().launchVersion().equals(version)) {
        chosen.add(left(target, "not of launch version " + version));
      } else if (named.isEmpty()
          ? taken.merge(target.instance().cohort(), 1, Integer::sum) <= perCohort
          : named.contains(target.instance().instanceId())) {
        chosen.add(target);
      } else {
        chosen.add(left(target, "not chosen for the baseline"));
      }
    }
    return chosen;
  }

  private void requireThere(List<Target> targets) {
    Set<String> missing = new TreeSet<>(named);
    targets.forEach(target -> missing.remove(target.instance().instanceId()));
    if (!missing.isEmpty()) {
      throw new CommandFailure("the group has no instance " + String.join(", ", missing));
    }
  }

  private static Target left(Target target, String why) {
    return new Target(target.instance(), target.lifecycle(), why);
  }
}
