package io.diffy.standalone.observe;

import io.diffy.plugin.PersistencePlugin.Shelf;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.topic.Records;
import io.diffy.standalone.CommandFailure;
import io.diffy.standalone.cluster.Cluster;
import io.diffy.standalone.cluster.RecordWriter;
import io.diffy.standalone.cluster.TopicReader;
import io.diffy.standalone.plugin.SavedRun;
import io.diffy.standalone.terminal.Terminal;
import io.diffy.standalone.view.OpenFindings;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Keeps answers as the next baselines of their groups, and says what is in them. */
public final class BaselineKeeper {
  private final Cluster cluster;
  private final String takenBy;
  private final SavedRun saved;
  private final PrintStream out;
  private final String despite;

  /**
   * @param saved keeps them beside the topic
   * @param despite why a baseline is taken of instances against which findings are open; empty:
   *     none is
   */
  public BaselineKeeper(
      Cluster cluster, String takenBy, SavedRun saved, PrintStream out, String despite) {
    this.cluster = cluster;
    this.takenBy = takenBy;
    this.saved = saved;
    this.out = out;
    this.despite = despite;
  }

  /** Nothing is kept of any group when one of them is under suspicion. */
  public void keep(Answers given) {
    OpenFindings known = new OpenFindings();
    TopicReader.readAll(cluster, cluster.topics().findings(), known::add);
    Map<GroupKey, String> sources = new TreeMap<>();
    given.byGroup().forEach((group, of) -> sources.put(group, source(group, of, given, known)));
    given.byGroup().forEach((group, of) -> keep(group, of, sources.get(group), given));
  }

  /** What an intruder left on a host must not become what is compared with. */
  private String source(GroupKey group, List<Observation> of, Answers given, OpenFindings known) {
    Suspicion suspicion = Suspicion.of(group, of, known);
    if (suspicion.isThere() && despite.isEmpty()) {
      throw new CommandFailure(suspicion.refusal());
    }
    return given.source() + (suspicion.isThere() ? suspicion.overruled(despite) : "");
  }

  private void keep(GroupKey group, List<Observation> of, String source, Answers given) {
    List<Baseline> baselines = make(group, of, source);
    write(baselines);
    saved.save(
        Shelf.BASELINES, group, given.runId(), baselines, cluster.topics().baselines().codec());
    say(group, baselines, of, given);
  }

  private List<Baseline> make(GroupKey group, List<Observation> of, String source) {
    BaselineMaker maker = new BaselineMaker(group, takenBy, source);
    TopicReader.readAll(cluster, cluster.topics().baselines(), maker::known);
    List<Baseline> baselines = maker.make(of);
    if (baselines.isEmpty()) {
      throw new CommandFailure(
          "no query was answered whole, so there is nothing to compare with later: "
              + of.get(0).query()
              + ": "
              + of.get(0).error());
    }
    return baselines;
  }

  private void write(List<Baseline> baselines) {
    Records records = new Records(cluster.topics());
    try (RecordWriter writer = new RecordWriter(cluster)) {
      baselines.forEach(baseline -> writer.write(records.baseline(baseline)));
      writer.flush();
    }
  }

  private void say(GroupKey group, List<Baseline> baselines, List<Observation> of, Answers given) {
    long queries = baselines.stream().map(Baseline::query).distinct().count();
    int version = baselines.stream().mapToInt(Baseline::version).max().orElseThrow();
    // Who gave nothing was named when the collection ended.
    List<Observation> told =
        of.stream().filter(o -> !given.silent().contains(o.instance().instanceId())).toList();
    long clean = told.stream().map(o -> o.instance().instanceId()).distinct().count();
    out.println(
        "Baseline of %s taken from %s: %d queries of %d instance(s), version %d."
            .formatted(
                Terminal.safe(group.toString()),
                Terminal.safe(baselines.get(0).source()),
                queries,
                clean,
                version));
    for (Observation answer : told) {
      if (answer.coverage() != Coverage.OK) {
        out.println(
            Terminal.safe(
                "Not in it: %s of %s (%s): %s"
                    .formatted(
                        answer.query(),
                        answer.instance().instanceId(),
                        answer.coverage().word(),
                        answer.error())));
      }
    }
    out.flush();
  }
}
