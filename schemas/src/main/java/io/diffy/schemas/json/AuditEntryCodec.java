package io.diffy.schemas.json;

import io.diffy.schemas.AuditEntry;
import io.diffy.schemas.DecisionSubject;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.text.SafeText;
import java.time.Instant;

/** Audit entries as JSON: {@code audit.schema.json} says the fields. */
public final class AuditEntryCodec extends ShapeCodec<AuditEntry> {
  /** Largest record read, in bytes. */
  public static final int MAX_BYTES = 64 * 1024;

  private static final Shape<DecisionSubject> SUBJECT =
      Shape.of(
          DecisionSubject.class,
          Field.word("kind", DecisionSubject.DecisionKind.class),
          Field.group("group"),
          Field.nameOrEmpty("query"),
          Field.object("cohort", Shapes.COHORT),
          Field.integer("version", 1).orElse(0),
          Field.id("id").orElse(""),
          Field.nameOrEmpty("scope"));
  private static final Shape<AuditEntry.Content> CONTENT =
      Shape.of(
          AuditEntry.Content.class,
          Field.nameOrEmpty("sha256"),
          Field.nameOrEmpty("by"),
          Field.sentence("ground").orElse(""));
  private static final Shape<AuditEntry.Cause> CAUSE =
      Shape.of(
          AuditEntry.Cause.class,
          Field.name("topic"),
          Field.integer("partition", 0),
          Field.text("offset", AuditEntryCodec::offset, Object::toString),
          Field.text("timestamp", Fields::time, time -> readable(time).toString()));
  private static final Shape<AuditEntry.Previous> PREVIOUS =
      Shape.of(
          AuditEntry.Previous.class, Field.integer("version", 1).orElse(0), Field.name("sha256"));
  private static final Shape<AuditEntry> SHAPE =
      Shape.of(
          AuditEntry.class,
          Field.word("action", AuditEntry.Action.class),
          Field.flat(SUBJECT),
          Field.flat(CONTENT),
          Field.names("keys"),
          Field.sentence("reason").orElse(""),
          Field.object("cause", CAUSE),
          Field.object("previous", PREVIOUS).optional());

  public AuditEntryCodec() {
    super(SHAPE, MAX_BYTES, "only processors and consoles write these");
  }

  /** Offsets outgrow the whole numbers that all readers of JSON take. */
  private static long offset(Fields cause, String field) throws MalformedRecord {
    String text = cause.name(field);
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new MalformedRecord(
          "\"cause.offset\": \"%s\" is no offset".formatted(SafeText.excerpt(text)));
    }
  }

  /** A writer may give its record no time, or any. */
  private static Instant readable(Instant time) {
    return time.isBefore(Instant.EPOCH)
        ? Instant.EPOCH
        : time.isAfter(Checks.LATEST) ? Checks.LATEST : time;
  }
}
