package io.diffy.processor.judge;

import io.diffy.processor.judge.Absentee.Problem;
import io.diffy.processor.judge.BaselineShelf.Shelved;
import io.diffy.processor.rules.CanonicalAnswer.Line;
import io.diffy.processor.rules.Catalog;
import io.diffy.processor.rules.Covered;
import io.diffy.processor.rules.Deviation;
import io.diffy.processor.rules.Fingerprints;
import io.diffy.processor.rules.History;
import io.diffy.processor.rules.Judge;
import io.diffy.processor.rules.QueryRules;
import io.diffy.processor.rules.Reference;
import io.diffy.processor.rules.Verdict;
import io.diffy.processor.store.KnownItem;
import io.diffy.schemas.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The answers and baselines of one group and query, laid out to be judged. */
final class Panel implements Catalog {
  private final Session session;
  private final Witness witness;
  private final QueryRules rules;
  private final List<Covered> covered;
  private final List<Absentee> absentees;
  private final Map<Long, byte[]> items;
  private final List<Shelved> baselines;
  private final Map<Long, Long> identities = new HashMap<>();
  private final Fingerprints fingerprints = new Fingerprints();

  Panel(
      Session session,
      Witness witness,
      QueryRules rules,
      List<Covered> covered,
      List<Absentee> absentees,
      Map<Long, byte[]> items,
      List<Shelved> baselines) {
    this.session = session;
    this.witness = witness;
    this.rules = rules;
    this.covered = covered;
    this.absentees = absentees;
    this.items = items;
    this.baselines = baselines;
  }

  /**
   * Judges them.
   *
   * @param previous the items of a host's last answer before the one that counts here
   */
  Judgement judge(
      Set<String> terminated, History before, Function<Covered, Optional<long[]>> previous) {
    List<Reference> references = baselines.stream().map(Shelved::reference).toList();
    Verdict verdict = Judge.judge(covered, references, rules.neverEmpty(), this);
    Historian historian = new Historian(session.at(), before, this, previous);
    List<Judgement.Found> found = new ArrayList<>();
    verdict.deviations().forEach(d -> found.add(found(since(d, verdict, before, historian))));
    found.addAll(verdict.drifts().stream().map(this::found).toList());
    List<Judgement.Found> whispers = new ArrayList<>();
    for (Deviation quiet : verdict.whispers()) {
      Deviation heard = witness.hear(quiet, verdict.covered().size());
      (heard.working().worthALook() ? found : whispers)
          .add(found(since(heard, verdict, before, historian)));
    }
    List<Absentee> gaps = new ArrayList<>(absentees);
    verdict
        .implausible()
        .forEach(
            c ->
                gaps.add(
                    new Absentee(
                        c.instance(),
                        Problem.IMPLAUSIBLE,
                        "the answer lacks so much of what most peers have that it can't be whole",
                        c.collectedAt())));
    gaps.sort(
        Comparator.comparing((Absentee a) -> a.instance().instanceId())
            .thenComparing(Absentee::problem));
    return new Judgement(
        session.group(),
        session.query(),
        session.at(),
        session.windowStart(),
        session.roundId(),
        verdict.covered(),
        List.copyOf(gaps),
        terminated,
        references,
        List.copyOf(found),
        List.copyOf(whispers),
        verdict.overflow(),
        historian.after(verdict),
        new Holdings(verdict.covered(), this));
  }

  private static Deviation since(
      Deviation deviation, Verdict verdict, History before, Historian historian) {
    return historian
        .appearance(deviation)
        .map(appearance -> deviation.since(appearance, before, verdict.covered().size()))
        .orElse(deviation);
  }

  @Override
  public long identityOf(long item) {
    byte[] stored = items.get(item);
    return stored != null
        ? KnownItem.identityOf(stored)
        : identities.computeIfAbsent(item, this::identityOfBaselineItem);
  }

  private long identityOfBaselineItem(long item) {
    return Fingerprints.shortened(fingerprints.digest(line(item).item().identity()));
  }

  private Judgement.Found found(Deviation deviation) {
    Set<String> accused =
        deviation.hosts().stream().map(h -> h.instance().instanceId()).collect(Collectors.toSet());
    long subject = deviation.subject();
    Map<String, String> row = row(subject, accused);
    Map<String, String> previous =
        deviation.kind() == Kind.CHANGED ? row(deviation.previous(), Set.of()) : Map.of();
    return new Judgement.Found(
        ownerIsLoggedIn(row, accused) ? deviation.familiar() : deviation,
        name(deviation),
        deviation.byIdentity() ? identityOf(subject) : 0,
        row,
        previous,
        previous.isEmpty() ? List.of() : rules.differing(row, previous));
  }

  /** An account that is in use at that moment, over ssh, was rather made for its owner. */
  private boolean ownerIsLoggedIn(Map<String, String> row, Set<String> accused) {
    String username = row.getOrDefault("username", "");
    return !username.isEmpty()
        && accused.stream()
            .allMatch(
                id -> session.facts(id).filter(f -> f.users().contains(username)).isPresent());
  }

  /** A drift is the same drift while its cohort differs, in whatever. */
  private String name(Deviation deviation) {
    return deviation.kind() == Kind.DRIFT
        ? HexFormat.of().formatHex(fingerprints.digest("drift of " + deviation.pool()))
        : name(deviation.subject(), deviation.byIdentity());
  }

  private String name(long item, boolean byIdentity) {
    byte[] stored = items.get(item);
    if (stored != null) {
      KnownItem known = KnownItem.decode(stored);
      return byIdentity ? known.identityName() : known.name();
    }
    Line line = line(item);
    String text = byIdentity ? line.item().identity() : line.item().text();
    return HexFormat.of().formatHex(fingerprints.digest(text));
  }

  private Map<String, String> row(long item, Set<String> from) {
    byte[] stored = items.get(item);
    return stored != null ? KnownItem.decode(stored).rowFrom(from) : Rows.bounded(line(item).row());
  }

  /** An item that no instance shows stands in a baseline. */
  private Line line(long item) {
    return baselines.stream()
        .filter(b -> b.lines().containsKey(item))
        .findFirst()
        .map(b -> b.lines().get(item))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "an item of " + session.group() + " " + session.query() + " is lost"));
  }
}
