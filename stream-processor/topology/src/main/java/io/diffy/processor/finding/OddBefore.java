package io.diffy.processor.finding;

import io.diffy.rules.finding.FindingState;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * On which hosts of a group something odd was found that nobody explained: it is there still, or
 * was cleaned up. Read when somebody asks, which is when a host falls silent.
 */
final class OddBefore implements Predicate<String> {
  private final GroupKey group;
  private final Set<String> queries;
  private final FindingStore findings;
  private Optional<Set<String>> hosts = Optional.empty();

  OddBefore(GroupKey group, Set<String> queries, FindingStore findings) {
    this.group = group;
    this.queries = queries;
    this.findings = findings;
  }

  @Override
  public boolean test(String instanceId) {
    if (hosts.isEmpty()) {
      Set<String> odd = new HashSet<>();
      queries.forEach(
          query ->
              findings.of(group, query).values().stream()
                  .map(FindingState::finding)
                  .filter(OddBefore::isUnexplained)
                  .flatMap(finding -> finding.instances().stream())
                  .map(Instance::instanceId)
                  .forEach(odd::add));
      hosts = Optional.of(odd);
    }
    return hosts.get().contains(instanceId);
  }

  private static boolean isUnexplained(Finding finding) {
    boolean cleanedUp =
        finding.closeReason().filter(CloseReason.ROW_GONE::equals).isPresent()
            && finding.severity().compareTo(Severity.MEDIUM) >= 0;
    return finding.kind().isDeviation() && (finding.isOpen() || cleanedUp);
  }
}
