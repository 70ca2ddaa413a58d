package io.diffy.schemas.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.Scope;
import java.io.IOException;

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
    String instanceId = fields.nameOrEmpty("instance_id");
    if ((scope == Scope.INSTANCE) == instanceId.isEmpty()) {
      throw new MalformedRecord(
          "\"instance_id\" is required for scope instance, and allowed for no other");
    }
    return new ExceptionRule(
        fields.id("id"),
        fields.group("group"),
        fields.name("finding_uid"),
        scope,
        instanceId,
        fields.sentence("reason"),
        fields.nameOrEmpty("accepted_by"),
        fields.time("accepted_at"),
        fields.timeIfAny("expires_at"));
  }

  private static void write(JsonGenerator json, ExceptionRule rule) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", rule.id());
    json.writeStringField("group", rule.group().toString());
    json.writeStringField("finding_uid", rule.findingUid());
    json.writeStringField("scope", Checks.word(rule.scope()));
    Encoding.text(json, "instance_id", rule.instanceId());
    Encoding.text(json, "reason", Encoding.sentence(rule.reason()));
    Encoding.text(json, "accepted_by", rule.acceptedBy());
    json.writeStringField("accepted_at", rule.acceptedAt().toString());
    if (rule.expiresAt().isPresent()) {
      json.writeStringField("expires_at", rule.expiresAt().get().toString());
    }
    json.writeEndObject();
  }
}
