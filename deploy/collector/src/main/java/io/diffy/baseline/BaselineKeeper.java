package io.diffy.baseline;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.TopicReader;
import io.diffy.ondemand.CapturedAnswers;
import io.diffy.plugin.PersistencePlugin.Shelf;
import io.diffy.registry.SavedRun;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.trust.TrustPolicy.Standing;
import io.diffy.schemas.trust.TrustPolicy.Verdict;
import io.diffy.service.CommandFailure;
import io.diffy.terminal.Screen;
import io.diffy.view.OpenFindings;
import io.diffy.view.RowSummary;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
    OpenFindings known = new OpenFindings();
    TopicReader.readAll(cluster, cluster.topics().findings(), known::add);
    Map<GroupKey, List<Baseline>> made = new TreeMap<>();
    given
        .byGroup()
        .forEach((group, of) -> made.put(group, make(group, of, source(group, of, given, known))));
    Map<GroupKey, String> overruled = checks.peers() ? overruled(made, given) : Map.of();
    made.replaceAll((group, of) -> vouched(of, overruled.getOrDefault(group, "")));
    made.forEach((group, of) -> keep(group, of, given));
  }

  /** What an intruder left on a host must not become what is compared with. */
  private String source(
      GroupKey group, List<Observation> of, CapturedAnswers given, OpenFindings known) {
    FindingsAgainstBaseline against = FindingsAgainstBaseline.of(group, of, known);
    if (against.isThere() && checks.despiteFindings().isEmpty()) {
      throw new CommandFailure(against.refusal());
    }
    return given.source() + (against.isThere() ? against.overruled(checks.despiteFindings()) : "");
  }

  private Map<GroupKey, String> overruled(
      Map<GroupKey, List<Baseline>> made, CapturedAnswers given) {
    PeerComparison peers =
        PeerComparison.recent(cluster, made.keySet(), checks.clock().instant(), checks.pack());
    given.newest().forEach(peers::add);
    Map<GroupKey, String> overruled = new TreeMap<>();
    made.forEach(
        (group, baselines) -> {
          RareAmongPeers rare = RareAmongPeers.of(group, baselines, peers, checks.pack());
          if (rare.isThere() && checks.despitePeers().isEmpty()) {
            throw new CommandFailure(rare.refusal(new RowSummary(checks.pack())));
          }
          overruled.put(group, rare.isThere() ? rare.overruled(checks.despitePeers()) : "");
        });
    return overruled;
  }

  private List<Baseline> vouched(List<Baseline> baselines, String rare) {
    BaselineWriter writer = new BaselineWriter(cluster);
    Instant now = checks.clock().instant();
    return baselines.stream()
        .map(baseline -> rare.isEmpty() ? baseline : baseline.from(baseline.source() + rare))
        .map(baseline -> writer.signed(baseline, checks.signer(), now))
        .toList();
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

  private List<Baseline> make(GroupKey group, List<Observation> of, String source) {
    BaselineMaker maker = new BaselineMaker(group, takenBy, source);
    BaselineWriter writer = new BaselineWriter(cluster);
    TopicReader.readAll(
        cluster,
        cluster.topics().baselines(),
        baseline -> {
          // Where signatures are asked for, what nobody trusted wrote does not use up versions.
          if (writer.verdict(baseline).standing() != Standing.REFUSED) {
            maker.known(baseline);
          }
        });
    List<Baseline> baselines = maker.make(of);
    if (baselines.isEmpty()) {
      throw new CommandFailure(
          "no query was answered whole, so there is nothing to compare with later: %s: %s"
              .formatted(of.get(0).query(), of.get(0).error()));
    }
    return baselines;
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
