package io.diffy.rules.finding;

import io.diffy.schemas.Difference;
import io.diffy.schemas.Finding;
import io.diffy.schemas.FindingUid;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What concerns a group as a whole, over all its queries.
 *
 * @param name of what it is about; a group has at most one of each
 * @param query the one that shows most; or of all alike
 * @param instances sorted by id
 * @param covered all hosts of the group
 * @param cohort label
 */
record GroupFindingCandidate(
    String name,
    Kind kind,
    String query,
    List<Instance> instances,
    int covered,
    String cohort,
    Instant since,
    Map<String, String> row,
    Map<String, String> previous,
    List<Difference> differences,
    String reason) {

  static final String DRIFT = "drift of the group";
  static final String NOT_COMPARABLE = "not comparable";

  static String uid(GroupKey group, Kind kind, String name) {
    return FindingUid.of(group, Finding.ALL_QUERIES, kind, name);
  }

  static String itemUid(Kind kind, String name) {
    return FindingUid.item(Finding.ALL_QUERIES, kind, name);
  }
}
