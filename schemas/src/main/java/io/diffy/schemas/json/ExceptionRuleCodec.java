package io.diffy.schemas.json;

import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.Scope;
import io.diffy.schemas.Kind;
import io.diffy.schemas.codec.MalformedRecord;
import java.util.List;

/** Exceptions as JSON: {@code exception.schema.json} says the fields. */
public final class ExceptionRuleCodec extends ShapeCodec<ExceptionRule> {
  /** Largest record read, in bytes. */
  public static final int MAX_BYTES = 64 * 1024;

  private static final Shape<ExceptionRule.Seen> SEEN =
      Shape.of(
          ExceptionRule.Seen.class,
          Field.name("thing"),
          Field.names("masked").orElse(List.of()),
          Field.names("items"),
          FindingFields.row("row"),
          Field.names("instances"));
  private static final Shape<ExceptionRule.About> ABOUT =
      Shape.of(
          ExceptionRule.About.class,
          Field.name("finding_uid"),
          Field.nameOrEmpty("item_uid"),
          Field.nameOrEmpty("query"),
          Field.word("kind", Kind.class).optional(),
          Field.sentence("summary").orElse(""),
          Field.object("seen", SEEN).optional());
  private static final Shape<ExceptionRule.Reach> REACH =
      Shape.of(
          ExceptionRule.Reach.class,
          Field.word("scope", Scope.class),
          Field.nameOrEmpty("instance_id"),
          Field.object("cohort", Shapes.COHORT).optional());
  private static final Shape<ExceptionRule.Accepted> ACCEPTED =
      Shape.of(
          ExceptionRule.Accepted.class,
          Field.sentence("reason").orElse(""),
          Field.nameOrEmpty("accepted_by"),
          Field.time("accepted_at"),
          Field.object("triage", FindingFields.STEP).optional());
  private static final Shape<ExceptionRule.Removal> REMOVAL =
      Shape.of(
          ExceptionRule.Removal.class,
          Field.nameOrEmpty("by"),
          Field.time("at"),
          Field.sentence("reason").orElse(""));
  private static final Shape<ExceptionRule> SHAPE =
      Shape.of(
          ExceptionRule.class,
          Field.id("id"),
          Field.group("group"),
          Field.flat(ABOUT),
          Field.flat(REACH),
          Field.flat(ACCEPTED),
          Field.time("expires_at").optional(),
          Field.object("removed", REMOVAL).optional(),
          Shapes.SIGNATURES);

  public ExceptionRuleCodec() {
    super(SHAPE, MAX_BYTES, "give a shorter reason");
  }

  /** Each scope needs what says whom it reaches, or it would reach nobody in silence. */
  @Override
  void check(ExceptionRule rule) throws MalformedRecord {
    Scope scope = rule.scope();
    if ((scope == Scope.INSTANCE) == rule.instanceId().isEmpty()) {
      throw new MalformedRecord(
          "\"instance_id\" is required for scope instance, and allowed for no other");
    }
    if ((scope == Scope.COHORT) != rule.cohort().isPresent()) {
      throw new MalformedRecord(
          "\"cohort\" is required for scope cohort, and allowed for no other");
    }
    if (scope == Scope.EVERYWHERE && rule.about().itemUid().isEmpty()) {
      throw new MalformedRecord("\"item_uid\" is required for scope everywhere");
    }
    if ((scope == Scope.NOTHING) != rule.accepted().triage().isPresent()) {
      throw new MalformedRecord(
          "\"triage\" is required for scope nothing, and allowed for no other");
    }
    if (rule.removal().isPresent() && rule.expiresAt().isEmpty()) {
      throw new MalformedRecord("what was removed needs \"expires_at\", the time it ended");
    }
  }
}
