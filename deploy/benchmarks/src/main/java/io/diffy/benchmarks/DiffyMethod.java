package io.diffy.benchmarks;

import io.diffy.benchmarks.Method.Claim;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.replay.Recording;
import io.diffy.replay.ReplayRun;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.topic.Topics;
import io.diffy.service.CommandContext;
import io.diffy.simulator.Simulation;
import io.diffy.terminal.Progress;
import io.diffy.view.HostRanking;
import io.diffy.view.OpenFindings;
import io.diffy.view.Verdict;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * This project: the real topology, the way {@code diffy replay} judges what was recorded from a
 * topic. Findings below medium, about a group (drift) and about answers that could not be judged
 * (coverage) accuse nobody and are no claims.
 */
record DiffyMethod(CommandContext context) implements Method {
  private static final Set<Kind> ACCUSING = EnumSet.of(Kind.UNEXPECTED, Kind.MISSING, Kind.CHANGED);

  @Override
  public String name() {
    return "Diffy Streams";
  }

  @Override
  public Map<String, Double> judge(Simulation simulation, Consumer<Claim> claims) {
    OpenFindings findings = new OpenFindings();
    for (Finding event : replay(simulation)) {
      if (ACCUSING.contains(event.kind())) {
        findings.add(event);
        if (OpenFindings.isOpen(event) && Verdict.accuses(List.of(event))) {
          int collection = collection(simulation, event);
          event.instances().forEach(accused -> claims.accept(claim(event, accused, collection)));
        }
      }
    }
    Map<String, Double> suspicion = new TreeMap<>();
    HostRanking.of(findings.ranked(OpenFindings::isOpen))
        .forEach(host -> suspicion.put(host.instanceId(), host.score()));
    return suspicion;
  }

  private List<Finding> replay(Simulation simulation) {
    try (Progress progress = new Progress(context.screen());
        Recording recording =
            Recording.of(
                topic ->
                    simulation.forEach(
                        delivery -> topic.accept(delivery.observation(), delivery.arrived())),
                new ObservationCodec())) {
      return new ReplayRun(DiffyConfig.shipped(), Topics.standard())
          .judge(recording, List.of(), List.of(), progress);
    }
  }

  private static Claim claim(Finding event, Instance accused, int collection) {
    return new Claim(
        accused.instanceId(),
        event.query(),
        event.kind(),
        event.evidence().shared(),
        event.uid() + "/" + accused.instanceId(),
        collection);
  }

  /** A window that ends with the hour is judged on the collection that began with that hour. */
  private static int collection(Simulation simulation, Finding event) {
    Duration passed = Duration.between(Simulation.START, event.evaluatedAt());
    long hours = (passed.toSeconds() - 1) / Simulation.INTERVAL.toSeconds();
    return (int) Math.min(hours, simulation.collections() - 1);
  }
}
