package io.diffy.schemas.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.SetAside;
import java.util.List;
import java.util.Map;

/** Evaluations as JSON: {@code evaluation.schema.json} says the fields. */
public final class EvaluationCodec extends ShapeCodec<Evaluation> {
  /** Largest record read, in bytes: 4 MiB, a group of some 40,000 instances. */
  public static final int MAX_BYTES = 4 * 1024 * 1024;

  private static final Shape<Evaluation.Window> WINDOW =
      Shape.of(
          Evaluation.Window.class,
          Field.time("evaluated_at"),
          Field.time("window_start"),
          Field.nameOrEmpty("round_id"));
  private static final Shape<Evaluation.Hosts> HOSTS =
      Shape.of(
          Evaluation.Hosts.class,
          Field.names("covered"),
          Field.objects(
              "absent",
              Shape.of(
                  Evaluation.Absent.class, Field.name("instance_id"), Field.sentence("reason"))));
  private static final Shape<Evaluation.CohortBaseline> BASELINE =
      Shape.of(
          Evaluation.CohortBaseline.class,
          Field.sentence("cohort"),
          Field.integer("version", 1),
          Field.time("taken_at"));
  private static final Shape<Evaluation.Ranked> RANKED =
      Shape.of(
          Evaluation.Ranked.class,
          Field.name("instance_id"),
          Field.number("score"),
          Field.integer("findings", 0));
  private static final Shape<Evaluation.Hidden> HIDDEN =
      Shape.of(
          Evaluation.Hidden.class,
          Field.name("finding_uid"),
          Field.nameOrEmpty("item_uid"),
          Field.integer("hosts", 0),
          Field.names("instances"));
  private static final Shape<SetAside> SET_ASIDE =
      Shape.of(
          SetAside.class,
          Field.name("reason"),
          Field.integer("rows", 1),
          Field.integer("hosts", 1),
          Field.names("instances"),
          FindingFields.row("example").orElse(Map.of()));
  private static final Shape<Evaluation.Open> OPEN =
      Shape.of(
          Evaluation.Open.class,
          Field.names("open_findings"),
          Field.objects("ranked", RANKED),
          Field.integer("overflow", 0).orDefault(0),
          Field.objects("accepted", HIDDEN).orElse(List.of()),
          Field.objects("set_aside", SET_ASIDE).orElse(List.of()));
  private static final Shape<Evaluation.LearntColumn> COLUMN =
      Shape.of(
          Evaluation.LearntColumn.class,
          Field.sentence("column"),
          Field.number("share"),
          Field.integer("things", 0),
          Field.integer("of", 0),
          // Only written where it is so.
          new Field<>("kept", Fields::has, ObjectNode::put).orElse(false));
  private static final Shape<Evaluation.Passing> PASSING =
      Shape.of(
          Evaluation.Passing.class,
          FindingFields.row("example").orElse(Map.of()),
          Field.flat(FindingFields.VISITS));
  private static final Shape<Evaluation.Learnt> LEARNT =
      Shape.of(
          Evaluation.Learnt.class,
          Field.nameOrEmpty("version"),
          Field.objects("columns", COLUMN),
          Field.objects("passing", PASSING).orElse(List.of()),
          Field.integer("passing_left_out", 0).orElse(0));
  private static final Shape<Evaluation> SHAPE =
      Shape.of(
          Evaluation.class,
          Field.group("group"),
          Field.name("query"),
          Field.flat(WINDOW),
          Field.flat(HOSTS),
          Field.objects("baselines", BASELINE),
          Field.flat(OPEN),
          Field.object("learnt_volatile", LEARNT).orElse(Evaluation.Learnt.NOTHING));

  public EvaluationCodec() {
    super(SHAPE, MAX_BYTES, "divide the group");
  }
}
