package io.diffy.remote.enroll;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.remote.topic.LenientJson;
import io.diffy.schemas.GroupKey;
import java.time.Instant;
import java.util.Optional;

/**
 * What lets hosts into a group.
 *
 * @param hash of the secret
 * @param ec2 whether a host must show its instance identity document, too
 * @param expiresAt from when on nobody enrols by it; hosts that did stay
 */
public record EnrollSecret(
    GroupKey group, String hash, boolean ec2, Instant createdAt, Optional<Instant> expiresAt) {
  private static final int ID_DIGITS = 12;

  /** Names it, and tells nothing of it. */
  public String id() {
    return hash.substring(0, ID_DIGITS);
  }

  boolean isOver(Instant now) {
    return expiresAt.filter(end -> !end.isAfter(now)).isPresent();
  }

  /** The same until then. */
  public EnrollSecret until(Instant end) {
    return new EnrollSecret(group, hash, ec2, createdAt, Optional.of(end));
  }

  byte[] bytes() {
    ObjectNode node =
        LenientJson.object()
            .put("group", group.toString())
            .put("sha256", hash)
            .put("ec2", ec2)
            .put("created_at", createdAt.toString());
    expiresAt.ifPresent(end -> node.put("expires_at", end.toString()));
    return EnrolledNode.bytes(node);
  }

  static EnrollSecret of(JsonNode node) {
    return new EnrollSecret(
        GroupKey.parse(node.path("group").asText()),
        node.path("sha256").asText(),
        node.path("ec2").asBoolean(),
        Instant.parse(node.path("created_at").asText()),
        Optional.ofNullable(node.get("expires_at")).map(end -> Instant.parse(end.asText())));
  }
}
