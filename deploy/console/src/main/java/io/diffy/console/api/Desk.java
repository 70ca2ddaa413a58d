package io.diffy.console.api;

import io.diffy.cluster.Cluster;
import io.diffy.console.http.Call;
import io.diffy.console.http.Problem;
import io.diffy.console.state.ConsoleState;
import io.diffy.console.state.GroupState;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.text.Nearest;
import io.diffy.view.RowSummary;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What every answer is made from.
 *
 * @param words rows in a few words
 * @param tally what is open, counted
 */
record Desk(
    Cluster cluster, ConsoleState state, Pack pack, RowSummary words, Clock clock, Tally tally) {
  Desk(Cluster cluster, ConsoleState state, Pack pack, Clock clock) {
    this(cluster, state, pack, new RowSummary(pack), clock, new Tally());
  }

  /** The group that is meant, if one is; a name that fits none is a problem, not an empty list. */
  Optional<GroupState> group(Call call) {
    return call.text("group").map(this::group);
  }

  /** That one, or all. */
  Collection<GroupState> groups(Call call) {
    return group(call).<Collection<GroupState>>map(List::of).orElseGet(state::groups);
  }

  /** The same of a group that may have nothing but baselines yet. */
  GroupKey groupWithBaselines(String name) {
    return state.read(
        () ->
            state.baselines().stream()
                .map(Baseline::group)
                .filter(group -> group.equals(GroupKey.parse(name)))
                .findFirst()
                .orElseGet(() -> group(name).key()));
  }

  /** The group of this key, or the only one of this name. */
  GroupState group(String name) {
    Optional<GroupState> exact = state.find(GroupKey.parse(name));
    if (exact.isPresent()) {
      return exact.get();
    }
    List<GroupState> fitting =
        state.groups().stream().filter(group -> group.key().isNamed(name)).toList();
    if (fitting.size() > 1) {
      throw Problem.wrong("group", fitting.size() + " groups have this name; give the whole key");
    }
    if (fitting.isEmpty()) {
      List<String> known =
          state.groups().stream().map(GroupState::key).map(GroupKey::toString).toList();
      throw Problem.unknown("there is no such group" + Nearest.question(name, known));
    }
    return fitting.get(0);
  }
}
