package io.diffy.schemas.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.AttributeChange;
import io.diffy.schemas.BaselineUsed;
import io.diffy.schemas.Difference;
import io.diffy.schemas.Kind;
import io.diffy.schemas.ScoreBreakdown;
import io.diffy.schemas.ShownThing;
import io.diffy.schemas.Sighting;
import io.diffy.schemas.Triage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Fields under {@code unmapped.diffy} that are left out when there is nothing to say. */
final class FindingFields {
  static final Field<List<BaselineUsed>> BASELINES =
      Field.objects(
              "baselines",
              Shape.of(BaselineUsed.class, Field.integer("version", 1), Field.time("taken_at")))
          .orElse(List.of());

  /** What separates the cohorts of a group. */
  static final Field<List<Difference>> DIFFERENCES =
      Field.objects(
              "differences",
              Shape.of(
                  Difference.class,
                  Field.name("query"),
                  Field.text("cohort", Fields::sentence, Function.identity()),
                  Field.integer("hosts", 0),
                  Field.integer("things", 0),
                  Field.objects(
                      "examples",
                      Shape.of(
                          Difference.Example.class,
                          Field.word("kind", Kind.class),
                          row("row"),
                          row("previous").orElse(Map.of())))))
          .orElse(List.of());

  /** Since when each host shows it; see {@link Sighting}. */
  static final Field<List<Sighting>> SIGHTINGS =
      Field.objects(
              "sightings",
              Shape.of(
                  Sighting.class,
                  Field.name("instance_id"),
                  Field.time("first_seen").optional(),
                  Field.time("last_seen"),
                  Field.time("returned_at").optional(),
                  row("row").orElse(Map.of())))
          .orElse(List.of());

  static final Field<List<AttributeChange>> CHANGES =
      Field.objects(
              "changes",
              Shape.of(
                  AttributeChange.class,
                  Field.text("column", Fields::cell, Function.identity()),
                  Field.text("old", Fields::cell, Function.identity()),
                  Field.text("new", Fields::cell, Function.identity()),
                  Field.names("instances"),
                  Field.integer("hosts", 1)))
          .orElse(List.of());

  /** How something came and went. */
  static final Shape<ScoreBreakdown.Visits> VISITS =
      Shape.of(
          ScoreBreakdown.Visits.class,
          Field.integer("hosts", 1),
          Field.integer("days", 1),
          Field.integer("of_days", 1));

  /** How the score came about. */
  static final Field<Optional<ScoreBreakdown>> BREAKDOWN =
      Field.object(
              "working",
              Shape.of(
                  ScoreBreakdown.class,
                  Field.flat(
                      Shape.of(
                          ScoreBreakdown.PeerTerms.class,
                          Field.integer("sharing", 0),
                          Field.integer("others", 0),
                          Field.integer("exposure", 0),
                          Field.number("threshold"))),
                  Field.flag("one_story"),
                  Field.flag("familiar"),
                  Field.object(
                          "past",
                          Shape.of(
                              ScoreBreakdown.Past.class,
                              count("novel"),
                              count("answers"),
                              Field.time("appeared_at"),
                              Field.integer("days", 0).orElse(0)))
                      .optional(),
                  Field.objects(
                          "growth",
                          Shape.of(
                              ScoreBreakdown.Growth.class,
                              Field.time("since"),
                              Field.integer("hosts", 1)))
                      .orElse(List.of()),
                  Field.name("story").orElse(""),
                  Field.object("visits", VISITS).optional()))
          .optional();

  /** What is compared of the rows. */
  static final Field<Optional<ShownThing>> THING =
      Field.object(
              "thing",
              Shape.of(
                  ShownThing.class,
                  Field.name("name"),
                  Field.names("masked").orElse(List.of()),
                  Field.objects(
                          "items",
                          Shape.of(
                              ShownThing.ShownItem.class,
                              Field.name("print"),
                              row("row").orElse(Map.of()),
                              Field.names("instances").orElse(List.of())))
                      .orElse(List.of()),
                  row("accepted_as").orElse(Map.of())))
          .optional();

  static final Shape<Triage.Step> STEP =
      Shape.of(
          Triage.Step.class,
          Field.word("state", Triage.State.class),
          Field.nameOrEmpty("assignee"));

  static final Field<Optional<Triage>> TRIAGE =
      Field.object(
              "triage",
              Shape.of(
                  Triage.class,
                  Field.flat(STEP),
                  Field.sentence("note"),
                  Field.nameOrEmpty("by"),
                  Field.time("at")))
          .optional();

  private FindingFields() {}

  static Field<Map<String, String>> row(String field) {
    return new Field<>(field, Fields::row, (o, name, row) -> o.set(name, Nodes.row(row)));
  }

  private static Field<Long> count(String field) {
    return new Field<>(
        field, (o, name) -> (long) o.integer(name, 0, Integer.MAX_VALUE), ObjectNode::put);
  }
}
