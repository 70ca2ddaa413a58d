package io.diffy.rules.detection;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;

import io.diffy.rules.peers.HostItems;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Prevalence;
import io.diffy.schemas.ScoreBreakdown;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Deviations of numbered hosts, made by hand. */
public final class TestDeviations {
  /** The thing that deviates, and the item that shows it. */
  public static final long THING = 7;

  private TestDeviations() {}

  /** A whole thing that these of so many hosts have, scored. */
  public static Deviation unexpected(int compared, int... hosts) {
    return deviation(new DeviatingItem(Kind.UNEXPECTED, THING, 0, THING), compared, hosts);
  }

  public static Deviation deviation(DeviatingItem item, int compared, int... hosts) {
    Prevalence prevalence =
        new Prevalence(Method.CLUSTER, hosts.length, compared, "ami-0a7", List.of());
    return Deviation.unscored(item, hosts(hosts), prevalence, false)
        .with(
            new ScoreBreakdown(
                hosts.length,
                0,
                compared,
                Math.min(Detector.WORTH_A_LOOK, Score.of(1, 1, compared)),
                false,
                false,
                Optional.empty()));
  }

  public static List<HostItems> hosts(int... hosts) {
    return IntStream.of(hosts)
        .mapToObj(n -> new HostItems(instance(n), THREE_AM, new long[] {THING}))
        .toList();
  }
}
