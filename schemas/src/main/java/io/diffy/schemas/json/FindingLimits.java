package io.diffy.schemas.json;

import io.diffy.schemas.AttributeChange;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Difference;
import io.diffy.schemas.Difference.Example;
import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.Finding;
import io.diffy.schemas.FindingLifecycle.Occasion;
import io.diffy.schemas.FindingLifecycle.Seen;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import io.diffy.schemas.Prevalence;
import io.diffy.schemas.ShownThing;
import io.diffy.schemas.ShownThing.ShownItem;
import io.diffy.schemas.Sighting;
import io.diffy.schemas.Subject;
import io.diffy.schemas.Triage;
import io.diffy.schemas.text.SafeText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much of a finding goes on the wire. A finding within one of the ladder's limits is also
 * within those before it, so cutting twice cuts no more than once.
 *
 * @param cell longest cell of a row, in characters
 * @param column longest column name, in characters
 * @param columns most columns of a row
 * @param instances most room for all instances together, in bytes
 */
record FindingLimits(int cell, int column, int columns, int instances) {
  /**
   * From the limits that nearly every finding is within, down to those that no finding exceeds in
   * bytes.
   */
  static final List<FindingLimits> LADDER =
      List.of(
          new FindingLimits(8192, 256, 1000, 224 * 1024),
          new FindingLimits(8192, 256, 1000, 128 * 1024),
          new FindingLimits(4096, 256, 1000, 128 * 1024),
          new FindingLimits(2048, 256, 1000, 128 * 1024),
          new FindingLimits(1024, 256, 1000, 128 * 1024),
          new FindingLimits(512, 256, 1000, 64 * 1024),
          new FindingLimits(256, 256, 1000, 32 * 1024),
          new FindingLimits(128, 128, 250, 32 * 1024),
          new FindingLimits(64, 64, 250, 32 * 1024),
          new FindingLimits(64, 64, 60, 32 * 1024),
          new FindingLimits(64, 64, 8, 8 * 1024));

  /** Nothing is cut; only text that can't be written is repaired. */
  static final FindingLimits NONE =
      new FindingLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

  /** Most instances that are described; of others only the id is kept. */
  static final int MAX_DESCRIBED = 500;

  /** Most instances that are named. */
  static final int MAX_NAMED = 10_000;

  private static final int MAX_REASON = 1024;
  private static final int MAX_TECHNIQUES = 50;
  private static final int MAX_MASKED = 50;
  private static final int MAX_BASELINES = 50;
  private static final int BRIEF_CELL = 256;
  private static final int BRIEF_COLUMNS = 24;
  private static final int MAX_DIFFERENCES = 100;
  private static final int MIN_DIFFERENCES = 20;
  private static final int MIN_SIGHTINGS = 20;

  /** Most attributes that are told to have changed. */
  static final int MAX_CHANGES = 20;

  /** Cells shorter than this leave no room for examples of what separates. */
  private static final int NONE_BELOW = 8192;

  /** Cells shorter than this leave room for few queries only. */
  private static final int FEWER_BELOW = 512;

  /** Name of the column that says how many others were left out. */
  private static final String MORE = "…";

  Finding of(Finding f) {
    GroupKey group =
        new GroupKey(name(f.group().account()), name(f.group().region()), name(f.group().asg()));
    List<Instance> named = instances(f.instances(), group);
    return new Finding(
        new Subject(
            name(f.uid()),
            name(f.itemUid()),
            group,
            name(f.query()),
            f.kind(),
            names(f.techniques(), MAX_TECHNIQUES)),
        named,
        evidence(f),
        new Prevalence(
            f.method(),
            f.hostsWithItem(),
            f.hostsCompared(),
            sentence(f.cohort()),
            f.baselines().stream().limit(bound(MAX_BASELINES)).toList()),
        f.rating(),
        f.lifecycle()
            .with(seen(f.lifecycle().seen(), named.size()))
            .with(new Occasion(name(f.roundId()), name(f.incidentId())))
            .with(f.triage().map(this::triage)),
        sentence(f.reason()));
  }

  private EvidenceRows evidence(Finding f) {
    Map<String, String> row = row(f.row());
    return new EvidenceRows(
        row,
        row(f.previous()),
        names(f.maskedColumns(), MAX_MASKED),
        f.differences().stream().limit(differences()).map(this::difference).toList(),
        f.changes().stream().limit(bound(MAX_CHANGES)).map(this::change).toList(),
        f.thing().map(this::thing),
        f.evidence().differing().stream().filter(row::containsKey).toList());
  }

  private Seen seen(Seen seen, int named) {
    return new Seen(
        seen.first(),
        seen.last(),
        seen.hosts().stream()
            .limit(Math.min(named, cell < FEWER_BELOW ? MIN_SIGHTINGS : bound(MAX_DESCRIBED)))
            .map(this::sighting)
            .toList());
  }

  /** What a host shows otherwise is told before much of other evidence is cut, then dropped. */
  private Sighting sighting(Sighting s) {
    return new Sighting(
        name(s.instanceId()),
        s.first(),
        s.last(),
        s.returned(),
        cell < NONE_BELOW ? Map.of() : row(s.own()));
  }

  private AttributeChange change(AttributeChange c) {
    int longest = Math.min(cell, bound(MAX_REASON));
    return new AttributeChange(
        text(c.column(), column),
        text(c.old(), longest),
        text(c.now(), longest),
        names(c.instances(), AttributeChange.MOST_NAMED),
        c.hosts());
  }

  private Difference difference(Difference d) {
    return new Difference(
        name(d.query()),
        sentence(d.cohort()),
        d.hosts(),
        d.things(),
        d.examples().stream()
            .limit(examples())
            .map(e -> new Example(e.kind(), row(e.row()), row(e.previous())))
            .toList());
  }

  /** Hosts that do not fit are left out: then nobody can accept for them what is not shown. */
  private ShownThing thing(ShownThing thing) {
    List<ShownItem> items = new ArrayList<>();
    int room = instances / 2;
    for (ShownItem item : thing.items().stream().limit(bound(ShownThing.MOST_ITEMS)).toList()) {
      List<String> shownBy = new ArrayList<>();
      for (String id : item.instances()) {
        String clean = name(id);
        room -= 3 * clean.length() + 3;
        if (room < 0) {
          break;
        }
        shownBy.add(clean);
      }
      if (item.instances().isEmpty() || !shownBy.isEmpty()) {
        items.add(new ShownItem(name(item.print()), brief(item.row()), List.copyOf(shownBy)));
      }
    }
    return new ShownThing(
        name(thing.name()),
        names(thing.masked(), MAX_MASKED),
        List.copyOf(items),
        brief(thing.acceptedAs()));
  }

  private Map<String, String> brief(Map<String, String> row) {
    return equals(NONE)
        ? row
        : new FindingLimits(Math.min(cell, BRIEF_CELL), column, BRIEF_COLUMNS, 0).row(row);
  }

  private Triage triage(Triage said) {
    return new Triage(
        new Triage.Step(said.state(), name(said.assignee())),
        sentence(said.note()),
        name(said.by()),
        said.at());
  }

  private int differences() {
    return cell < FEWER_BELOW ? MIN_DIFFERENCES : bound(MAX_DIFFERENCES);
  }

  /** What separates is told by counts first; examples are the first that a big finding drops. */
  private int examples() {
    return cell < NONE_BELOW ? 0 : bound(Difference.MOST_EXAMPLES);
  }

  private List<String> names(List<String> names, int most) {
    return names.stream().limit(bound(most)).map(this::name).toList();
  }

  private Map<String, String> row(Map<String, String> row) {
    Map<String, String> kept = new LinkedHashMap<>();
    int room = row.size() > columns ? columns - 1 : row.size();
    for (Map.Entry<String, String> one : row.entrySet()) {
      if (kept.size() == room) {
        kept.put(MORE, "(" + SafeText.number(row.size() - room) + " more columns)");
        break;
      }
      kept.putIfAbsent(text(one.getKey(), column), text(one.getValue(), cell));
    }
    return kept;
  }

  private List<Instance> instances(List<Instance> instances, GroupKey group) {
    List<Instance> ids = new ArrayList<>();
    long room = this.instances;
    for (Instance instance : instances.stream().limit(bound(MAX_NAMED)).toList()) {
      Instance clean = clean(instance);
      room -= FindingInstances.roomOfId(clean, ids.size() < MAX_DESCRIBED);
      if (room < 0) {
        break;
      }
      ids.add(clean);
    }
    for (int i = 0; i < ids.size(); i++) {
      int needed = FindingInstances.roomOfDetails(ids.get(i), group);
      boolean described = i < bound(MAX_DESCRIBED) && needed <= room;
      room -= described ? needed : 0;
      if (!described) {
        ids.set(i, Instance.named(group, ids.get(i).instanceId()));
      }
    }
    return List.copyOf(ids);
  }

  private Instance clean(Instance i) {
    return new Instance(
        new GroupKey(name(i.account()), name(i.region()), name(i.asg())),
        name(i.instanceId()),
        new Cohort(name(i.ami()), name(i.launchVersion()), name(i.instanceType())),
        new Address(name(i.az()), name(i.hostname()), name(i.privateIp())));
  }

  /** Names come checked; what was made without a check becomes what readers accept. */
  private String name(String text) {
    String clean = SafeText.wellFormed(SafeText.withoutControls(text));
    int max = bound(Checks.MAX_NAME);
    return clean.codePointCount(0, clean.length()) <= max ? clean : SafeText.cut(clean, max);
  }

  private String sentence(String text) {
    return text(text, bound(MAX_REASON));
  }

  private static String text(String text, int max) {
    return SafeText.cut(SafeText.wellFormed(text), max);
  }

  private int bound(int max) {
    return equals(NONE) ? Integer.MAX_VALUE : max;
  }
}
