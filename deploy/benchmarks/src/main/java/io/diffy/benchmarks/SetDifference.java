package io.diffy.benchmarks;

import io.diffy.benchmarks.Method.Claim;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Observation;
import io.diffy.simulator.Simulation;
import io.diffy.simulator.Truth;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Raw rows against those of one clean host of the group, taken at its first collection: what
 * Netflix Diffy calls a functional baseline. The clean host is of the group's biggest cohort, never
 * attacked, and not odd when its rows are taken.
 */
final class SetDifference implements Method {

  @Override
  public String name() {
    return "set difference, one clean host";
  }

  @Override
  public Map<String, Double> judge(Simulation simulation, Consumer<Claim> claims) {
    Map<String, String> clean = cleanHosts(simulation.truth());
    Map<String, Set<Map<String, String>>> baseline = baseline(simulation, clean);
    Map<String, Set<String>> accused = new TreeMap<>();
    Method.eachAnswer(
        simulation,
        (answer, collection) -> {
          Set<Map<String, String>> usual = baseline.get(answer.instance().asg() + answer.query());
          if (usual != null) {
            compare(
                answer,
                usual,
                collection,
                claim -> {
                  claims.accept(claim);
                  accused
                      .computeIfAbsent(claim.instanceId(), id -> new HashSet<>())
                      .add(claim.key());
                });
          }
        });
    Map<String, Double> suspicion = new TreeMap<>();
    accused.forEach((id, keys) -> suspicion.put(id, (double) keys.size()));
    return suspicion;
  }

  private static void compare(
      Observation answer, Set<Map<String, String>> usual, int collection, Consumer<Claim> claims) {
    Set<Map<String, String>> rows = new HashSet<>(answer.rows());
    rows.stream()
        .filter(row -> !usual.contains(row))
        .forEach(row -> claims.accept(claim(answer, Kind.UNEXPECTED, row, collection)));
    usual.stream()
        .filter(row -> !rows.contains(row))
        .forEach(row -> claims.accept(claim(answer, Kind.MISSING, row, collection)));
  }

  private static Claim claim(Observation answer, Kind kind, Map<String, String> row, int when) {
    String id = answer.instance().instanceId();
    String key = id + answer.query() + kind + new TreeMap<>(row);
    return new Claim(id, answer.query(), kind, row, key, when);
  }

  private static Map<String, Set<Map<String, String>>> baseline(
      Simulation simulation, Map<String, String> clean) {
    Map<String, Set<Map<String, String>>> baseline = new HashMap<>();
    Method.eachAnswer(
        simulation,
        (answer, collection) -> {
          String asg = answer.instance().asg();
          if (answer.instance().instanceId().equals(clean.get(asg))) {
            baseline.putIfAbsent(asg + answer.query(), new HashSet<>(answer.rows()));
          }
        });
    return baseline;
  }

  /** Group name to instance id. */
  private static Map<String, String> cleanHosts(Truth truth) {
    Map<String, List<Truth.Host>> groups =
        truth.hosts().stream().collect(Collectors.groupingBy(host -> host.instance().asg()));
    Map<String, String> clean = new TreeMap<>();
    groups.forEach(
        (asg, hosts) -> {
          Map<Cohort, Long> sizes =
              hosts.stream()
                  .collect(
                      Collectors.groupingBy(
                          host -> host.instance().cohort(), TreeMap::new, Collectors.counting()));
          long biggest = sizes.values().stream().mapToLong(Long::longValue).max().orElse(0);
          hosts.stream()
              .filter(host -> !truth.attacked().contains(host.instance().instanceId()))
              .filter(host -> !host.labels().containsKey(host.from()))
              .filter(host -> sizes.get(host.instance().cohort()) == biggest)
              .min(Comparator.comparingInt(host -> host.labels().size()))
              .ifPresent(host -> clean.put(asg, host.instance().instanceId()));
        });
    return clean;
  }
}
