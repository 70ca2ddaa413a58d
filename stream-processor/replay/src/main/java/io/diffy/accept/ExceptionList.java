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
public final class ExceptionList {
  private final List<ExceptionRule> rules;
  private final Instant now;

  public ExceptionList(List<ExceptionRule> rules, Instant now) {
    this.rules = rules;
    this.now = now;
  }

  /** Those of one group and those for everywhere, or all; in force first, then newest first. */
  public List<ExceptionRule> of(Optional<GroupKey> group) {
    Predicate<ExceptionRule> wanted =
        r -> r.scope() == Scope.EVERYWHERE || group.map(r.group()::equals).orElse(true);
    return rules.stream()
        .filter(wanted)
        .sorted(
            Comparator.comparing((ExceptionRule r) -> !r.inForce(now))
                .thenComparing(ExceptionRule::acceptedAt, Comparator.reverseOrder())
                .thenComparing(ExceptionRule::id))
        .toList();
  }

  /** The one in force whose id, or whose finding's, begins so. */
  public ExceptionRule inForce(String prefix) {
    List<ExceptionRule> named = rules.stream().filter(r -> isNamed(r, prefix)).toList();
    List<ExceptionRule> matches = named.stream().filter(r -> r.inForce(now)).toList();
    if (named.isEmpty()) {
      throw new CommandFailure(
          "there is no exception \"" + prefix + "\"; diffy accept --list shows them");
    }
    if (matches.isEmpty()) {
      throw new CommandFailure("\"" + prefix + "\" is not in force any more: nothing to remove");
    }
    if (matches.size() > 1) {
      throw new CommandFailure(
          "\"%s\" names %d exceptions, %s and %s among them; type the id of one"
              .formatted(prefix, matches.size(), matches.get(0).id(), matches.get(1).id()));
    }
    return matches.get(0);
  }

  private static boolean isNamed(ExceptionRule rule, String prefix) {
    return rule.id().startsWith(prefix) || rule.findingUid().startsWith(prefix);
  }
}
