package io.diffy.rules.evaluation;

import io.diffy.rules.detection.AcceptedRows;
import io.diffy.rules.detection.CohortDifference;
import io.diffy.rules.detection.DetectionResult;
import io.diffy.rules.detection.Detector;
import io.diffy.rules.detection.Deviation;
import io.diffy.rules.detection.NoveltyHistory;
import io.diffy.rules.detection.ProgramPath;
import io.diffy.rules.evaluation.CoverageGap.Problem;
import io.diffy.rules.item.QueryRules;
import io.diffy.rules.peers.BaselineItems;
import io.diffy.rules.peers.Catalog;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.volatility.MaskedItems;
import io.diffy.rules.volatility.Volatility;
import io.diffy.schemas.Difference.Example;
import io.diffy.schemas.FindingUid;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The answers and baselines of one group and query, laid out to be judged: without the columns that
 * these very answers show to be volatile.
 */
public final class QueryEvaluator implements Catalog {
  private final EvaluationContext session;
  private final CrossQueryCorroboration witness;
  private final QueryRules rules;
  private final Map<String, HostItems> covered;
  private final List<CoverageGap> absentees;
  private final List<CanonicalBaseline> baselines;
  private final ItemCatalog exhibits;
  private final Volatility learnt;
  private final MaskedItems masks;

  public QueryEvaluator(
      EvaluationContext session,
      CrossQueryCorroboration witness,
      QueryRules rules,
      List<HostItems> covered,
      List<CoverageGap> absentees,
      Map<Long, byte[]> items,
      List<CanonicalBaseline> baselines) {
    this.session = session;
    this.witness = witness;
    this.rules = rules;
    this.covered =
        covered.stream()
            .collect(
                Collectors.toMap(
                    c -> c.instance().instanceId(),
                    Function.identity(),
                    (a, b) -> a,
                    TreeMap::new));
    this.absentees = absentees;
    this.baselines = baselines;
    exhibits = new ItemCatalog(items, baselines);
    learnt = Volatility.learn(covered, exhibits::identityOf, exhibits::attributesOf, rules.kept());
    masks = new MaskedItems(learnt, exhibits::identityOf, exhibits::attributesOf);
  }

  /**
   * Judges them.
   *
   * @param previous the items of a host's last answer before the one that counts here
   */
  public QueryEvaluation judge(
      Set<String> terminated,
      NoveltyHistory before,
      Function<HostItems, Optional<long[]>> previous) {
    List<BaselineItems> references =
        baselines.stream().map(CanonicalBaseline::reference).map(masks::of).toList();
    DetectionResult verdict =
        Detector.judge(
            covered.values().stream().map(masks::of).toList(),
            references,
            rules.natures(),
            session.accepted().isEmpty() ? AcceptedRows.NOTHING : this::accepted,
            this);
    NoveltyDetector historian = historian(before, previous);
    List<QueryEvaluation.Found> found = new ArrayList<>();
    verdict.deviations().forEach(d -> found.add(found(since(d, verdict, before, historian))));
    List<QueryEvaluation.Found> whispers = new ArrayList<>();
    for (Deviation quiet : verdict.whispers()) {
      Deviation heard = witness.hear(quiet, verdict.covered().size());
      (heard.working().worthALook() ? found : whispers)
          .add(found(since(heard, verdict, before, historian)));
    }
    List<CoverageGap> gaps = new ArrayList<>(absentees);
    verdict
        .implausible()
        .forEach(
            c ->
                gaps.add(
                    new CoverageGap(
                        c.instance(),
                        Problem.IMPLAUSIBLE,
                        "the answer lacks so much of what most peers have that it can't be whole",
                        c.collectedAt())));
    gaps.sort(
        Comparator.comparing((CoverageGap a) -> a.instance().instanceId())
            .thenComparing(CoverageGap::problem));
    return new QueryEvaluation(
        session.group(),
        session.query(),
        session.at(),
        session.windowStart(),
        session.roundId(),
        session.incidentId(),
        verdict.covered(),
        List.copyOf(gaps),
        terminated,
        references,
        List.copyOf(found),
        List.copyOf(whispers),
        verdict.separations().stream().map(this::separated).toList(),
        verdict.overflow(),
        historian.after(verdict),
        learnt,
        new ItemPresence(verdict.covered().stream().map(this::withRawItems).toList(), this));
  }

  private boolean accepted(Kind kind, long subject, boolean byIdentity, Instance instance) {
    String name =
        masks.isMasked(subject) && !byIdentity
            ? masks.name(subject)
            : exhibits.name(masks.shown(subject, List.of()), byIdentity);
    return session
        .accepted()
        .accept(
            FindingUid.of(session.group(), session.query(), kind, name),
            FindingUid.item(session.query(), kind, name),
            instance);
  }

  /** Earlier answers are masked apart: what only they held is no evidence of this judgement. */
  private NoveltyDetector historian(
      NoveltyHistory before, Function<HostItems, Optional<long[]>> previous) {
    MaskedItems earlier = new MaskedItems(learnt, exhibits::identityOf, exhibits::attributesOf);
    return new NoveltyDetector(
        session.at(),
        before,
        item -> identityOf(earlier.shown(item, List.of())),
        host -> previous.apply(host).map(earlier::ofAll));
  }

  private static Deviation since(
      Deviation deviation,
      DetectionResult verdict,
      NoveltyHistory before,
      NoveltyDetector historian) {
    return historian
        .appearance(deviation)
        .map(appearance -> deviation.since(appearance, before, verdict.covered().size()))
        .orElse(deviation);
  }

  @Override
  public long identityOf(long item) {
    return exhibits.identityOf(masks.shown(item, List.of()));
  }

  @Override
  public boolean outOfPlace(long item) {
    return ProgramPath.isOdd(exhibits.row(masks.shown(item, List.of()), Set.of()));
  }

  private QueryEvaluation.Found found(Deviation deviation) {
    List<HostItems> accused =
        deviation.hosts().stream().map(h -> covered.get(h.instance().instanceId())).toList();
    Set<String> ids =
        accused.stream().map(h -> h.instance().instanceId()).collect(Collectors.toSet());
    long subject = masks.shown(deviation.subject(), accused);
    long identity = exhibits.identityOf(subject);
    List<String> masked = learnt.of(identity);
    Map<String, String> row = exhibits.row(subject, ids);
    boolean changed = deviation.kind() == Kind.CHANGED;
    long usual = changed ? masks.shown(deviation.previous(), List.of()) : 0;
    Map<String, String> previous = changed ? exhibits.row(usual, Set.of()) : Map.of();
    return new QueryEvaluation.Found(
        ownerIsLoggedIn(row, ids) ? deviation.familiar() : deviation,
        name(deviation, subject),
        deviation.byIdentity() ? identity : 0,
        row,
        previous,
        changed ? differing(subject, usual, row, masked) : List.of(),
        masked);
  }

  /**
   * The attributes in which two items of a thing differ as they are compared: what is masked in the
   * rows, such as the host's own name, does not count. Items of too many columns name none.
   */
  private List<String> differing(
      long odd, long usual, Map<String, String> row, List<String> masked) {
    Map<String, Long> peers = exhibits.attributesOf(usual);
    return exhibits.attributesOf(odd).entrySet().stream()
        .filter(a -> !a.getValue().equals(peers.get(a.getKey())))
        .map(Map.Entry::getKey)
        .filter(column -> row.containsKey(column) && !masked.contains(column))
        .toList();
  }

  /** An account that is in use at that moment, over ssh, was rather made for its owner. */
  private boolean ownerIsLoggedIn(Map<String, String> row, Set<String> accused) {
    String username = row.getOrDefault("username", "");
    return !username.isEmpty()
        && accused.stream()
            .allMatch(
                id -> session.facts(id).filter(f -> f.users().contains(username)).isPresent());
  }

  private QueryEvaluation.Separated separated(CohortDifference separation) {
    Set<String> ids =
        separation.hosts().stream().map(h -> h.instance().instanceId()).collect(Collectors.toSet());
    List<HostItems> here = ids.stream().sorted().map(covered::get).toList();
    return new QueryEvaluation.Separated(
        separation,
        separation.samples().stream()
            .map(
                s ->
                    s.kind() == Kind.MISSING
                        ? new Example(s.kind(), peersRow(s.subject()), Map.of())
                        : new Example(
                            s.kind(),
                            EvidenceLimits.brief(exhibits.row(masks.shown(s.subject(), here), ids)),
                            s.kind() == Kind.CHANGED ? peersRow(s.previous()) : Map.of()))
            .toList());
  }

  private Map<String, String> peersRow(long item) {
    return EvidenceLimits.brief(exhibits.row(masks.shown(item, List.of()), Set.of()));
  }

  private String name(Deviation deviation, long shown) {
    return masks.isMasked(deviation.subject()) && !deviation.byIdentity()
        ? masks.name(deviation.subject())
        : exhibits.name(shown, deviation.byIdentity());
  }

  /** What a finding was about before a column was masked must still be found. */
  private HostItems withRawItems(HostItems judged) {
    long[] raw = covered.get(judged.instance().instanceId()).items();
    return learnt.dropsNothing()
        ? judged
        : new HostItems(
            judged.instance(),
            judged.collectedAt(),
            LongStream.concat(LongStream.of(raw), LongStream.of(judged.items()))
                .sorted()
                .distinct()
                .toArray());
  }
}
