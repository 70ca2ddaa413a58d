package io.diffy.schemas.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.About;
import io.diffy.schemas.ExceptionRule.Removal;
import io.diffy.schemas.ExceptionRule.Scope;
import io.diffy.schemas.Kind;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import java.io.IOException;
import java.util.Optional;

/** Exceptions as JSON: {@code exception.schema.json} says the fields. */
public final class ExceptionRuleCodec implements Codec<ExceptionRule> {
  /** Largest record read, in bytes. */
  public static final int MAX_BYTES = 64 * 1024;

  @Override
  public byte[] encode(ExceptionRule rule) {
    return Encoding.bytes(json -> write(json, rule));
  }

  @Override
  public ExceptionRule decode(byte[] bytes) throws MalformedRecord {
    return Decoding.of(bytes, MAX_BYTES, "give a shorter reason", ExceptionRuleCodec::read);
  }

  private static ExceptionRule read(JsonParser parser) throws IOException, MalformedRecord {
    Fields fields = Fields.read(parser);
    Scope scope = fields.word("scope", Scope.class);
    ExceptionRule rule =
        new ExceptionRule(
            fields.id("id"),
            fields.group("group"),
            fields.name("finding_uid"),
            scope,
            fields.nameOrEmpty("instance_id"),
            fields.sentence("reason"),
            fields.nameOrEmpty("accepted_by"),
            fields.time("accepted_at"),
            fields.timeIfAny("expires_at"),
            cohort(fields),
            about(fields),
            removal(fields),
            Signatures.read(fields));
    requireReach(rule);
    return rule;
  }

  /** Each scope needs what says whom it reaches, or it would reach nobody in silence. */
  private static void requireReach(ExceptionRule rule) throws MalformedRecord {
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
    if (rule.removal().isPresent() && rule.expiresAt().isEmpty()) {
      throw new MalformedRecord("what was removed needs \"expires_at\", the time it ended");
    }
  }

  private static Optional<Cohort> cohort(Fields fields) throws MalformedRecord {
    if (!fields.has("cohort")) {
      return Optional.empty();
    }
    Fields cohort = fields.object("cohort");
    return Optional.of(
        new Cohort(
            cohort.nameOrEmpty("ami"),
            cohort.nameOrEmpty("launch_version"),
            cohort.nameOrEmpty("instance_type")));
  }

  private static About about(Fields fields) throws MalformedRecord {
    return new About(
        fields.nameOrEmpty("item_uid"),
        fields.nameOrEmpty("query"),
        fields.has("kind") ? Optional.of(fields.word("kind", Kind.class)) : Optional.empty(),
        fields.sentence("summary"));
  }

  private static Optional<Removal> removal(Fields fields) throws MalformedRecord {
    if (!fields.has("removed")) {
      return Optional.empty();
    }
    Fields removed = fields.object("removed");
    return Optional.of(
        new Removal(removed.nameOrEmpty("by"), removed.time("at"), removed.sentence("reason")));
  }

  private static void write(JsonGenerator json, ExceptionRule rule) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", rule.id());
    json.writeStringField("group", rule.group().toString());
    json.writeStringField("finding_uid", rule.findingUid());
    Encoding.text(json, "item_uid", rule.about().itemUid());
    Encoding.text(json, "query", rule.about().query());
    if (rule.about().kind().isPresent()) {
      json.writeStringField("kind", rule.about().kind().get().word());
    }
    Encoding.text(json, "summary", Encoding.sentence(rule.about().summary()));
    json.writeStringField("scope", Checks.word(rule.scope()));
    Encoding.text(json, "instance_id", rule.instanceId());
    if (rule.cohort().isPresent()) {
      json.writeObjectFieldStart("cohort");
      Encoding.text(json, "ami", rule.cohort().get().ami());
      Encoding.text(json, "launch_version", rule.cohort().get().launchVersion());
      Encoding.text(json, "instance_type", rule.cohort().get().instanceType());
      json.writeEndObject();
    }
    Encoding.text(json, "reason", Encoding.sentence(rule.reason()));
    Encoding.text(json, "accepted_by", rule.acceptedBy());
    json.writeStringField("accepted_at", rule.acceptedAt().toString());
    if (rule.expiresAt().isPresent()) {
      json.writeStringField("expires_at", rule.expiresAt().get().toString());
    }
    if (rule.removal().isPresent()) {
      json.writeObjectFieldStart("removed");
      Encoding.text(json, "by", rule.removal().get().by());
      json.writeStringField("at", rule.removal().get().at().toString());
      Encoding.text(json, "reason", Encoding.sentence(rule.removal().get().reason()));
      json.writeEndObject();
    }
    Signatures.write(json, rule.signatures());
    json.writeEndObject();
  }
}
