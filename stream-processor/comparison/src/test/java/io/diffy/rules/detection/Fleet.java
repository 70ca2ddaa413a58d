package io.diffy.rules.detection;

import io.diffy.rules.item.CanonicalAnswer;
import io.diffy.rules.item.Fingerprints;
import io.diffy.rules.item.QueryRules;
import io.diffy.rules.peers.BaselineItems;
import io.diffy.rules.peers.Catalog;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.peers.SetAsideRows;
import io.diffy.rules.volatility.AgentVersions;
import io.diffy.rules.volatility.MaskedItems;
import io.diffy.rules.volatility.Volatility;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Observation;
import io.diffy.schemas.TestObservations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A group of hosts as the rules see it, made from raw rows. */
public final class Fleet implements Catalog {
  private static final Fingerprints FINGERPRINTS = new Fingerprints();

  private final QueryRules rules;
  private final List<HostItems> hosts = new ArrayList<>();
  private final List<BaselineItems> references = new ArrayList<>();
  private final Map<Long, CanonicalAnswer.RowItem> lines = new HashMap<>();

  private AcceptedRows accepted = AcceptedRows.NOTHING;

  /** What is no deviation, after they were asked for. */
  final SetAsideRows aside = new SetAsideRows();

  public Fleet(QueryRules rules) {
    this.rules = rules;
  }

  public Fleet with(Instance instance, List<Map<String, String>> rows) {
    hosts.add(new HostItems(instance, TestObservations.THREE_AM, items(instance, rows)));
    return this;
  }

  /** Hosts {@code first} to {@code last} of the same image, all with the same rows. */
  public Fleet with(int first, int last, List<Map<String, String>> rows) {
    for (int n = first; n <= last; n++) {
      with(TestObservations.instance(n), rows);
    }
    return this;
  }

  public Fleet withBaseline(Instance clean, List<Map<String, String>> rows) {
    return withBaselines(clean, List.of(rows));
  }

  /** One baseline, of a clean instance for each of these answers. */
  Fleet withBaselines(Instance clean, List<List<Map<String, String>>> answers) {
    references.add(
        new BaselineItems(
            clean.cohort(),
            1,
            TestObservations.THREE_AM,
            answers.stream().map(rows -> items(clean, rows)).toList()));
    return this;
  }

  private long[] items(Instance instance, List<Map<String, String>> rows) {
    CanonicalAnswer answer =
        CanonicalAnswer.of(rules, Observation.of(instance, "query", Instant.EPOCH, rows));
    lines.putAll(answer.lines());
    return answer.lines().keySet().stream().mapToLong(Long::longValue).sorted().toArray();
  }

  public DetectionResult detect() {
    return Detector.detect(hosts, List.of(), references, rules.traits(), accepted, this, aside);
  }

  /** These have just started. */
  Fleet starting(Instance... instances) {
    Set<Instance> starting = Set.of(instances);
    accepted =
        new AcceptedRows() {
          @Override
          public boolean accepts(DeviatingItem item, Instance instance) {
            return starts(instance);
          }

          @Override
          public boolean starts(Instance instance) {
            return starting.contains(instance);
          }
        };
    return this;
  }

  /** Whose agents are of another version. */
  public AgentVersions versions() {
    return AgentVersions.learn(
        hosts,
        this,
        item -> {
          Map<String, String> compared = new TreeMap<>(row(item));
          compared.keySet().removeIf(rules::drops);
          return compared;
        });
  }

  /** What the hosts show to be volatile. */
  public Volatility learn(String... never) {
    return Volatility.learn(hosts, this, Set.of(never));
  }

  /** The result without the columns that were learnt to be volatile. */
  public DetectionResult detectLearning() {
    MaskedItems masks = new MaskedItems(learn(), this);
    return Detector.detect(
        hosts.stream().map(masks::of).toList(),
        List.of(),
        references.stream().map(masks::of).toList(),
        rules.traits(),
        AcceptedRows.NOTHING,
        item -> identityOf(masks.shown(item, List.of())),
        aside);
  }

  @Override
  public SortedMap<String, Long> attributesOf(long item) {
    return lines.get(item).item().prints();
  }

  List<Deviation> deviations() {
    return detect().deviations();
  }

  /** The only deviation there is. */
  Deviation only() {
    List<Deviation> found = deviations();
    if (found.size() != 1) {
      throw new AssertionError("one deviation expected, found " + found);
    }
    return found.get(0);
  }

  public Map<String, String> row(long item) {
    return Optional.ofNullable(lines.get(item)).orElseThrow().row();
  }

  @Override
  public long identityOf(long item) {
    return FINGERPRINTS.of(lines.get(item).item().identity());
  }

  @Override
  public boolean routine(Kind kind, long item) {
    return RoutineRow.is(kind, row(item));
  }

  @Override
  public boolean outOfPlace(long item) {
    return ProgramPath.isOdd(row(item));
  }
}
