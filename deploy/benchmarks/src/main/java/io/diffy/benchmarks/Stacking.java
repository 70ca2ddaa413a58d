package io.diffy.benchmarks;

import io.diffy.benchmarks.Method.Claim;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.simulator.Simulation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Least-frequency stacking, the hunter's way: a row that at most three hosts of the group have is
 * rare. Columns that the shipped pack calls volatile are dropped. It can't see what is missing.
 */
final class Stacking implements Method {
  /** The commonest cut-off of published hunts. */
  private static final int MOST_HOSTS = 3;

  private final Pack pack = TriagePack.load();
  private final boolean masked;

  /**
   * One of two kinds.
   *
   * @param masked whether text that is the host's own is replaced before rows are counted
   */
  Stacking(boolean masked) {
    this.masked = masked;
  }

  @Override
  public String name() {
    return masked ? "stacking, host text masked" : "stacking, volatile columns dropped";
  }

  @Override
  public Map<String, Double> judge(Simulation simulation, Consumer<Claim> claims) {
    Map<String, Integer> hosts = count(simulation);
    Map<String, Set<String>> accused = new TreeMap<>();
    Method.eachAnswer(
        simulation,
        (answer, collection) -> {
          String id = answer.instance().instanceId();
          for (Map<String, String> row : answer.rows()) {
            String text = text(answer, row);
            if (hosts.get(place(answer, collection) + text) <= MOST_HOSTS) {
              claims.accept(
                  new Claim(
                      id,
                      answer.query(),
                      Kind.UNEXPECTED,
                      row,
                      id + answer.query() + text,
                      collection));
              accused.computeIfAbsent(id, i -> new HashSet<>()).add(answer.query() + text);
            }
          }
        });
    Map<String, Double> suspicion = new TreeMap<>();
    accused.forEach((id, rows) -> suspicion.put(id, (double) rows.size()));
    return suspicion;
  }

  /** How many hosts of a group have a row at a collection. */
  private Map<String, Integer> count(Simulation simulation) {
    Map<String, Integer> hosts = new HashMap<>();
    Method.eachAnswer(
        simulation,
        (answer, collection) -> {
          String place = place(answer, collection);
          answer.rows().stream()
              .map(row -> text(answer, row))
              .distinct()
              .forEach(text -> hosts.merge(place + text, 1, Integer::sum));
        });
    return hosts;
  }

  private static String place(Observation answer, int collection) {
    return answer.instance().asg() + "#" + collection + answer.query();
  }

  private String text(Observation answer, Map<String, String> row) {
    Map<String, String> kept = new TreeMap<>(row);
    List<String> dropped = pack.queries().get(answer.query()).volatileColumns();
    kept.keySet().removeAll(dropped);
    return masked ? HostText.mask(kept.toString(), answer.instance()) : kept.toString();
  }
}
