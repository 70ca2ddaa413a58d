package io.diffy.rules.evaluation;

import static io.diffy.rules.evaluation.EvidenceLimits.brief;

import io.diffy.rules.detection.CohortDifference;
import io.diffy.rules.detection.DetectionResult;
import io.diffy.rules.detection.Detector;
import io.diffy.rules.detection.DeviatingItem;
import io.diffy.rules.detection.Deviation;
import io.diffy.rules.detection.NoveltyHistory;
import io.diffy.rules.detection.ProgramPath;
import io.diffy.rules.detection.RoutineRow;
import io.diffy.rules.evaluation.QueryEvaluation.EvaluatedHosts;
import io.diffy.rules.evaluation.QueryEvaluation.EvaluationOutcome;
import io.diffy.rules.evaluation.QueryEvaluation.SeparationEvidence;
import io.diffy.rules.exception.ShownPrint;
import io.diffy.rules.item.QueryRules;
import io.diffy.rules.peers.BaselineItems;
import io.diffy.rules.peers.Catalog;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.peers.SetAsideRows;
import io.diffy.rules.volatility.AgentVersions;
import io.diffy.rules.volatility.MaskedItems;
import io.diffy.rules.volatility.RowTemplates;
import io.diffy.rules.volatility.Volatility;
import io.diffy.schemas.Difference.Example;
import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.FindingUid;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.SetAside.Reason;
import io.diffy.schemas.pack.TableTrait;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Answers and baselines of one group and query, without the columns that prove volatile. */
public final class QueryEvaluator implements Catalog {
  private final EvaluationContext context;
  private final CrossQueryCorroboration corroboration;
  private final QueryRules rules;
  private final Map<String, HostItems> covered;
  private final Set<String> cut;
  private final List<CoverageGap> gaps;
  private final List<CanonicalBaseline> baselines;
  private final ExactTexts exact;
  private final ItemCatalog catalog;
  private final Volatility learnt;
  private final MaskedItems masks;
  private final ShownItems shown;

  public QueryEvaluator(
      EvaluationContext context,
      CrossQueryCorroboration corroboration,
      QueryRules rules,
      List<HostItems> answers,
      List<HostItems> cut,
      List<CoverageGap> gaps,
      Map<Long, byte[]> items,
      List<CanonicalBaseline> baselines) {
    this.context = context;
    this.corroboration = corroboration;
    this.rules = rules;
    this.cut = cut.stream().map(HostItems::instanceId).collect(Collectors.toSet());
    exact = new ExactTexts(Stream.of(answers, cut).flatMap(List::stream).toList(), items, rules);
    covered = HostItems.byInstance(exact.covered());
    this.gaps = gaps;
    this.baselines = baselines;
    catalog = new ItemCatalog(exact.items(), baselines);
    learnt = Volatility.learn(answered(true).toList(), catalog, rules.kept());
    masks = new MaskedItems(learnt, catalog);
    masks.keepOtherForms(answered(true).toList(), this::comparedColumns);
    shown = new ShownItems(covered, exact, catalog, masks, rules);
  }

  private Stream<HostItems> answered(boolean whole) {
    return covered.values().stream().filter(host -> cut.contains(host.instanceId()) != whole);
  }

  private Map<String, String> comparedColumns(long item) {
    Map<String, String> compared = new TreeMap<>(row(item));
    compared.keySet().removeIf(rules::drops);
    return compared;
  }

  private Map<String, String> row(long item) {
    return catalog.row(masks.shown(item, List.of()), Set.of());
  }

  /** Compares them. {@code previous}: the items of a host's answer before the one that counts. */
  public QueryEvaluation evaluate(
      Set<String> terminated,
      NoveltyHistory before,
      Function<HostItems, Optional<long[]>> previous) {
    boolean deliberate = rules.traits().contains(TableTrait.DELIBERATE);
    // Masked apart: what only earlier answers held is no evidence of this evaluation.
    MaskedItems earlier = new MaskedItems(learnt, catalog);
    Function<HostItems, Optional<long[]>> last =
        host -> previous.apply(host).map(exact::of).map(earlier::ofAll);
    AgentVersions versions =
        AgentVersions.learn(answered(true).map(masks::of).toList(), this, this::comparedColumns);
    Function<HostItems, HostItems> read = host -> versions.of(masks.of(host));
    RowTemplates templates =
        RowTemplates.learn(answered(true).map(read).toList(), this, this::comparedColumns)
            .settled(
                item -> Detector.lasts(rules.traits()) || decided(Kind.UNEXPECTED, item, 0), last);
    List<BaselineItems> references =
        baselines.stream()
            .map(CanonicalBaseline::reference)
            .map(masks::of)
            .map(templates::of)
            .toList();
    StartingHosts starting = new StartingHosts(gaps, rules);
    DetectionResult result =
        shown.noteOwnRows(
            Detector.detect(
                answered(true).map(read).map(templates::of).toList(),
                answered(false).map(read).map(templates::of).toList(),
                references,
                rules.traits(),
                starting.or(this::accepted),
                this,
                context.aside()));
    int compared = result.covered().size();
    NoveltyDetector novelty =
        new NoveltyDetector(
                context.window().end(),
                before,
                item -> identityOf(earlier.shown(item, List.of())),
                last,
                rules.traits(),
                this::outOfPlace)
            .look(result, templates.items());
    List<DeviationEvidence> found = new ArrayList<>();
    List<DeviationEvidence> below = new ArrayList<>();
    for (Deviation d : result.deviations()) {
      DeviationEvidence evidence = evidence(novelty.withPast(d, compared));
      (starting.explain(evidence) ? below : found).add(evidence);
    }
    for (Deviation quiet : result.belowThreshold()) {
      Deviation weighed =
          corroboration.promoteIfCorroborated(novelty.withPast(quiet, compared), compared);
      (weighed.worthALook() ? found : below).add(evidence(weighed));
    }
    context.stories().begin(context.query(), Stream.concat(found.stream(), below.stream()));
    return new QueryEvaluation(
        context.group(),
        context.query(),
        context.window(),
        new EvaluatedHosts(
            result.covered(),
            CoverageGap.sorted(gaps, result.implausible(), versions),
            terminated,
            ItemPresence.of(
                result.covered().stream()
                    .map(host -> exact.asKept(host, covered.get(host.instanceId())))
                    .toList(),
                this,
                Optional.of(shown)),
            new ItemRows(catalog, masks, learnt, rules, shown)),
        references,
        new EvaluationOutcome(
            found.stream()
                .map(f -> context.stories().place(f, context.query(), deliberate))
                .toList(),
            below.stream().map(f -> context.stories().ofUpgrade(f, context.query())).toList(),
            result.separations().stream().map(this::evidence).toList(),
            context.stories(),
            result.overflow(),
            setAside(templates, versions)),
        novelty.after(compared),
        learnt);
  }

  private SetAsideRows setAside(RowTemplates templates, AgentVersions versions) {
    SetAsideRows aside = versions.noted(context.aside());
    covered.forEach(
        (id, host) -> {
          aside.add(Reason.MASK, id, exact.hiddenOf(id));
          aside.add(Reason.LEARNT, id, masks.hidden(host.items()));
          aside.add(Reason.TEMPLATE, id, templates.leftOut(versions.of(masks.of(host))));
        });
    return aside;
  }

  private boolean accepted(DeviatingItem item, Instance instance) {
    if (context.accepted().isEmpty()) {
      return false;
    }
    String name = name(item, masks.shown(item.subject(), List.of()));
    return context
        .accepted()
        .accept(
            FindingUid.of(context.group(), context.query(), item.kind(), name),
            FindingUid.item(context.query(), item.kind(), name),
            instance,
            item.kind() == Kind.MISSING
                ? ShownPrint.NONE
                : shown.of(
                    instance.instanceId(),
                    item.subject(),
                    identityOf(item.subject()),
                    item.byIdentity()));
  }

  @Override
  public long identityOf(long item) {
    return catalog.identityOf(masks.shown(item, List.of()));
  }

  @Override
  public SortedMap<String, Long> attributesOf(long item) {
    return catalog.attributesOf(masks.shown(item, List.of()));
  }

  @Override
  public Map<Long, String> forms(Map<Long, BitSet> hostsByItem, int least, boolean numbers) {
    return RowTemplates.crowds(hostsByItem, least, numbers, this::comparedColumns);
  }

  @Override
  public boolean isOfOtherForm(long item) {
    return masks.isOfOtherForm(item);
  }

  @Override
  public boolean routine(Kind kind, long item) {
    return RoutineRow.is(kind, row(item));
  }

  @Override
  public boolean outOfPlace(long item) {
    return ProgramPath.isOdd(row(item)) || RoutineRow.isForeignModule(row(item));
  }

  @Override
  public boolean decided(Kind kind, long item, long previous) {
    long shown = masks.shown(item, List.of());
    return (kind == Kind.CHANGED && exact.differs(shown))
        || RoutineRow.isDecided(
            kind,
            row(item),
            kind == Kind.CHANGED ? row(previous) : Map.of(),
            learnt.of(catalog.identityOf(shown)));
  }

  private DeviationEvidence evidence(Deviation deviation) {
    Set<String> ids = Set.copyOf(deviation.hostIds());
    long subject =
        masks.shown(deviation.subject(), deviation.hostIds().stream().map(covered::get).toList());
    List<String> masked = learnt.of(catalog.identityOf(subject));
    long own = shown.first(deviation.hostIds(), subject);
    Map<String, String> row = catalog.row(own, ids);
    boolean changed = deviation.kind() == Kind.CHANGED;
    long usual = changed ? masks.shown(deviation.item().previous(), List.of()) : 0;
    Map<String, String> previous = changed ? catalog.row(usual, Set.of()) : Map.of();
    return new DeviationEvidence(
        context.ownerIsLoggedIn(row, ids)
            ? deviation.with(deviation.breakdown().asFamiliar())
            : deviation,
        deviation.breakdown().ofOwnRows()
            ? DeviationEvidence.OWN_ROWS
            : name(deviation.item(), subject),
        shown.evidence(deviation, own, new EvidenceRows(row, previous, masked)),
        changed ? catalog.differing(subject, usual, row, masked) : List.of(),
        deviation.named().stream().map(this::row).map(rules::thing).toList(),
        shown.of(deviation, catalog.identityOf(subject)));
  }

  private SeparationEvidence evidence(CohortDifference separation) {
    List<String> ids = separation.hosts().stream().map(HostItems::instanceId).sorted().toList();
    List<HostItems> here = ids.stream().map(covered::get).toList();
    return new SeparationEvidence(
        separation,
        separation.samples().stream()
            .map(
                s ->
                    new Example(
                        s.kind(),
                        s.kind() == Kind.MISSING
                            ? brief(row(s.subject()))
                            : brief(catalog.row(masks.shown(s.subject(), here), ids)),
                        s.kind() == Kind.CHANGED ? brief(row(s.previous())) : Map.of()))
            .toList());
  }

  private String name(DeviatingItem item, long shown) {
    return masks.isMasked(item.subject()) && !item.byIdentity()
        ? masks.name(item.subject())
        : catalog.name(shown, item.byIdentity());
  }
}
