package io.diffy.gate;

import io.diffy.baseline.IntruderTables;
import io.diffy.ondemand.IsolatedRounds;
import io.diffy.ondemand.OnDemandRound;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.view.OpenFindings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Has the shipped rules judge fresh answers apart from the live cluster: there a deploy that nobody
 * has approved yet would be among its peers.
 *
 * @param rounds that know the baselines under the cohorts of the fresh instances
 */
record IsolatedEvaluation(IsolatedRounds rounds, Clock clock) {
  /** What the rules say of the answers of a group, together and one by one. */
  OnDemandRound.Outcome of(GroupKey group, List<Observation> fresh) {
    OnDemandRound.Outcome all = rounds.judge(group, fresh, clock.instant());
    OpenFindings open = new OpenFindings();
    all.open().forEach(open::add);
    eachAlone(fresh)
        .forEach(alone -> rounds.judge(group, alone, clock.instant()).open().forEach(open::add));
    return new OnDemandRound.Outcome(all.evaluations(), open.ranked(OpenFindings::isOpen));
  }

  /**
   * Where several fresh instances each have an oddity of their own, they are noise to each other
   * and mute it. An image that writes another crontab line on each host, or opens another port,
   * must not pass because three of it were asked and not one. So in some tables each instance is
   * judged alone, too.
   */
  private static List<List<Observation>> eachAlone(List<Observation> of) {
    Map<String, List<Observation>> byInstance = new TreeMap<>();
    of.stream()
        .filter(answer -> IntruderTables.is(answer.query(), TriagePack.load()))
        .forEach(
            answer ->
                byInstance
                    .computeIfAbsent(answer.instance().instanceId(), id -> new ArrayList<>())
                    .add(answer));
    return byInstance.size() < 2 ? List.of() : List.copyOf(byInstance.values());
  }
}
