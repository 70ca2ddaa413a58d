package io.diffy.schemas.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import io.diffy.schemas.AuditEntry;
import io.diffy.schemas.AuditEntry.Action;
import io.diffy.schemas.AuditEntry.Cause;
import io.diffy.schemas.AuditEntry.Previous;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.DecisionSubject;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.text.SafeText;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** Audit entries as JSON: {@code audit.schema.json} says the fields. */
public final class AuditEntryCodec implements Codec<AuditEntry> {
  /** Largest record read, in bytes. */
  public static final int MAX_BYTES = 64 * 1024;

  @Override
  public byte[] encode(AuditEntry entry) {
    return Encoding.bytes(json -> write(json, entry));
  }

  @Override
  public AuditEntry decode(byte[] bytes) throws MalformedRecord {
    return Decoding.of(bytes, MAX_BYTES, "only the processor writes these", AuditEntryCodec::read);
  }

  private static AuditEntry read(JsonParser parser) throws IOException, MalformedRecord {
    Fields fields = Fields.read(parser);
    Fields cause = fields.object("cause");
    return new AuditEntry(
        fields.word("action", Action.class),
        subject(fields),
        fields.nameOrEmpty("sha256"),
        fields.nameOrEmpty("by"),
        fields.sentence("ground"),
        fields.names("keys"),
        fields.sentence("reason"),
        new Cause(
            cause.name("topic"),
            cause.integer("partition", 0, Integer.MAX_VALUE),
            offset(cause.name("offset")),
            cause.time("timestamp")),
        previous(fields));
  }

  private static DecisionSubject subject(Fields fields) throws MalformedRecord {
    Fields cohort = fields.object("cohort");
    return new DecisionSubject(
        fields.word("kind", DecisionSubject.DecisionKind.class),
        fields.group("group"),
        fields.nameOrEmpty("query"),
        new Cohort(
            cohort.nameOrEmpty("ami"),
            cohort.nameOrEmpty("launch_version"),
            cohort.nameOrEmpty("instance_type")),
        fields.has("version") ? fields.integer("version", 1, Integer.MAX_VALUE) : 0,
        fields.has("id") ? fields.id("id") : "",
        fields.nameOrEmpty("scope"));
  }

  private static Optional<Previous> previous(Fields fields) throws MalformedRecord {
    if (!fields.has("previous")) {
      return Optional.empty();
    }
    Fields previous = fields.object("previous");
    return Optional.of(
        new Previous(
            previous.has("version") ? previous.integer("version", 1, Integer.MAX_VALUE) : 0,
            previous.name("sha256")));
  }

  /** Offsets outgrow the whole numbers that all readers of JSON take. */
  private static long offset(String text) throws MalformedRecord {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new MalformedRecord(
          "\"cause.offset\": \"%s\" is no offset".formatted(SafeText.excerpt(text)));
    }
  }

  private static void write(JsonGenerator json, AuditEntry entry) throws IOException {
    DecisionSubject subject = entry.subject();
    json.writeStartObject();
    json.writeStringField("action", Checks.word(entry.action()));
    json.writeStringField("kind", Checks.word(subject.kind()));
    json.writeStringField("group", subject.group().toString());
    Encoding.text(json, "query", subject.query());
    json.writeObjectFieldStart("cohort");
    Encoding.text(json, "ami", subject.cohort().ami());
    Encoding.text(json, "launch_version", subject.cohort().launchVersion());
    Encoding.text(json, "instance_type", subject.cohort().instanceType());
    json.writeEndObject();
    version(json, subject.version());
    Encoding.text(json, "id", subject.id());
    Encoding.text(json, "scope", subject.scope());
    Encoding.text(json, "sha256", entry.sha256());
    Encoding.text(json, "by", entry.by());
    Encoding.text(json, "ground", Encoding.sentence(entry.ground()));
    Encoding.texts(json, "keys", entry.keys());
    Encoding.text(json, "reason", Encoding.sentence(entry.reason()));
    json.writeObjectFieldStart("cause");
    json.writeStringField("topic", entry.cause().topic());
    json.writeNumberField("partition", entry.cause().partition());
    json.writeStringField("offset", Long.toString(entry.cause().offset()));
    json.writeStringField("timestamp", readable(entry.cause().timestamp()).toString());
    json.writeEndObject();
    if (entry.previous().isPresent()) {
      json.writeObjectFieldStart("previous");
      version(json, entry.previous().get().version());
      json.writeStringField("sha256", entry.previous().get().sha256());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void version(JsonGenerator json, int version) throws IOException {
    if (version > 0) {
      json.writeNumberField("version", version);
    }
  }

  /** A writer may give its record no time, or any. */
  private static Instant readable(Instant time) {
    return time.isBefore(Instant.EPOCH)
        ? Instant.EPOCH
        : time.isAfter(Checks.LATEST) ? Checks.LATEST : time;
  }
}
