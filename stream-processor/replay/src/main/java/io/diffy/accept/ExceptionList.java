package io.diffy.accept;

import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.Scope;
import io.diffy.schemas.GroupKey;
import io.diffy.service.CommandFailure;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Every decision that was ever taken: those in force and those that ended. */
public record ExceptionList(List<ExceptionRule> rules, Instant now) {
  /** Those of one group and those for everywhere, or all; in force first, then newest first. */
  public List<ExceptionRule> of(Optional<GroupKey> group) {
    Predicate<ExceptionRule> wanted =
        r -> r.scope() == Scope.EVERYWHERE || group.map(key -> isOf(r, key)).orElse(true);
    return rules.stream()
        .filter(ExceptionRule::silences)
        .filter(wanted)
        .sorted(
            Comparator.comparing((ExceptionRule r) -> !r.inForce(now))
                .thenComparing(ExceptionRule::acceptedAt, Comparator.reverseOrder())
                .thenComparing(ExceptionRule::id))
        .toList();
  }

  /** Those in force of this id, or of the one finding of this id; the id may be shortened. */
  public List<ExceptionRule> inForce(String prefix) {
    List<ExceptionRule> named =
        rules.stream().filter(ExceptionRule::silences).filter(r -> isNamed(r, prefix)).toList();
    List<ExceptionRule> matches = named.stream().filter(r -> r.inForce(now)).toList();
    if (named.isEmpty()) {
      throw new CommandFailure(
          "there is no exception \"" + prefix + "\"; diffy accept --list shows them");
    }
    if (matches.isEmpty()) {
      throw new CommandFailure("\"" + prefix + "\" is not in force any more: nothing to remove");
    }
    long findings = matches.stream().map(ExceptionRule::findingUid).distinct().count();
    boolean byId = matches.stream().anyMatch(r -> r.id().startsWith(prefix));
    if (findings > 1 || (byId && matches.size() > 1)) {
      throw new CommandFailure(
          "\"%s\" names %d exceptions, %s and %s among them; type the id of one"
              .formatted(prefix, matches.size(), matches.get(0).id(), matches.get(1).id()));
    }
    return matches;
  }

  /** A plain name is any group of that name. */
  private static boolean isOf(ExceptionRule rule, GroupKey key) {
    return rule.group().equals(key) || rule.group().asg().equals(key.toString());
  }

  private static boolean isNamed(ExceptionRule rule, String prefix) {
    return rule.id().startsWith(prefix) || rule.findingUid().startsWith(prefix);
  }
}
