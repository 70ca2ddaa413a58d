package io.diffy.baseline;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.TopicReader;
import io.diffy.ondemand.CapturedAnswers;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.trust.TrustPolicy.Standing;
import io.diffy.service.CommandFailure;
import io.diffy.view.OpenFindings;
import io.diffy.view.RowSummary;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The next baselines of groups, made of answers; throws where they must not become normal. Writes
 * nothing.
 */
public record BaselineProposal(Cluster cluster, String takenBy, BaselineChecks checks) {
  /** By group, signed by whoever signs. */
  public Map<GroupKey, List<Baseline>> of(CapturedAnswers given) {
    OpenFindings known = new OpenFindings();
    TopicReader.readAll(cluster, cluster.topics().findings(), known::add);
    Map<GroupKey, List<Baseline>> made = new TreeMap<>();
    given
        .byGroup()
        .forEach((group, of) -> made.put(group, make(group, of, source(group, of, given, known))));
    Map<GroupKey, String> overruled = checks.peers() ? overruled(made, given) : Map.of();
    made.replaceAll((group, of) -> vouched(of, overruled.getOrDefault(group, "")));
    return made;
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

  private List<Baseline> make(GroupKey group, List<Observation> of, String source) {
    BaselineMaker maker = new BaselineMaker(group, takenBy, source);
    maker.above(cluster.trust().floor());
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
}
