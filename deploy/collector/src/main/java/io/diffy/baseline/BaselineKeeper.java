package io.diffy.baseline;

import io.diffy.cluster.Cluster;
import io.diffy.ondemand.CapturedAnswers;
import io.diffy.plugin.PersistencePlugin.Shelf;
import io.diffy.registry.SavedRun;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.trust.TrustPolicy.Verdict;
import io.diffy.terminal.Screen;
import java.util.List;

/** Keeps answers as the next baselines of their groups, and says what is in them. */
public final class BaselineKeeper {
  private final Cluster cluster;
  private final String takenBy;
  private final SavedRun saved;
  private final Screen screen;
  private final BaselineChecks checks;

  /**
   * @param saved keeps them beside the topic
   */
  public BaselineKeeper(
      Cluster cluster, String takenBy, SavedRun saved, Screen screen, BaselineChecks checks) {
    this.cluster = cluster;
    this.takenBy = takenBy;
    this.saved = saved;
    this.screen = screen;
    this.checks = checks;
  }

  /** Nothing is kept of any group when one of them is under suspicion. */
  public void keep(CapturedAnswers given) {
    new BaselineProposal(cluster, takenBy, checks)
        .of(given)
        .forEach((group, of) -> keep(group, of, given));
  }

  private void keep(GroupKey group, List<Baseline> baselines, CapturedAnswers given) {
    KnownBaselines before = KnownBaselines.read(cluster, group, "");
    new BaselineWriter(cluster).write(baselines);
    saved.save(
        Shelf.BASELINES, group, given.runId(), baselines, cluster.topics().baselines().codec());
    say(group, baselines, given.byGroup().get(group), given);
    ChangeText changes = new ChangeText(checks.pack(), screen);
    baselines.forEach(baseline -> changes.print(before.before(baseline), baseline));
    sayStanding(group, baselines);
  }

  private void sayStanding(GroupKey group, List<Baseline> baselines) {
    Verdict verdict = new BaselineWriter(cluster).verdict(baselines.get(0));
    if (!verdict.valid()) {
      screen.say(
          "Not in force: %s. It needs %d: diffy baselines sign %s --sign KEYFILE",
          verdict.reason(), cluster.trust().needed(), group);
    }
  }

  private void say(
      GroupKey group, List<Baseline> baselines, List<Observation> of, CapturedAnswers given) {
    // Who gave nothing was named when the collection ended.
    List<Observation> answered =
        of.stream().filter(o -> !given.silent().contains(o.instance().instanceId())).toList();
    screen.say(
        "Baseline of %s taken from %s: %d queries of %d instance(s), version %d.",
        group,
        baselines.get(0).source(),
        baselines.stream().map(Baseline::query).distinct().count(),
        answered.stream().map(o -> o.instance().instanceId()).distinct().count(),
        baselines.stream().mapToInt(Baseline::version).max().orElseThrow());
    for (Observation answer : answered) {
      if (answer.coverage() != Coverage.OK) {
        screen.say(
            "Not in it: %s of %s (%s): %s",
            answer.query(),
            answer.instance().instanceId(),
            answer.coverage().word(),
            answer.error());
      }
    }
  }
}
