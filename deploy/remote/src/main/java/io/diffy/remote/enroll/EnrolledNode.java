package io.diffy.remote.enroll;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.remote.topic.LenientJson;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A host that enrolled: whoever shows its key speaks for this instance and for no other.
 *
 * @param keyHash of the node key
 * @param uuid the machine's, as it says
 * @param hostIdentifier what its osqueryd calls it
 * @param secretId by which secret it came
 * @param proven whether its instance identity document was verified: what the instance says of
 *     itself is then the document's
 * @param enrolledAt when
 * @param heardAt about when it was last heard of; written once an hour
 * @param named other enrolled hosts that its logs claimed to be, and when last
 */
public record EnrolledNode(
    String keyHash,
    Instance instance,
    String uuid,
    String hostIdentifier,
    String secretId,
    boolean proven,
    Instant enrolledAt,
    Instant heardAt,
    Map<String, Instant> named) {
  /** A claim is told for so long. */
  private static final Duration TOLD = Duration.ofDays(1);

  private static final int MOST_NAMED = 16;

  public EnrolledNode {
    named = Map.copyOf(named);
  }

  /** What it may call itself. */
  public Set<String> names() {
    return Set.copyOf(List.of(instance.instanceId(), uuid, hostIdentifier));
  }

  /** The same, heard of now. */
  public EnrolledNode heard(Instant now) {
    return with(now, named);
  }

  /** The same, which claimed to be another. */
  public EnrolledNode naming(String other, Instant now) {
    Map<String, Instant> all = new TreeMap<>(named);
    all.values().removeIf(at -> at.isBefore(now.minus(TOLD)));
    if (all.size() < MOST_NAMED || all.containsKey(other)) {
      all.put(other, now);
    }
    return with(now, all);
  }

  /** Whom it claimed to be within a day. */
  public Set<String> namedSince(Instant now) {
    Map<String, Instant> all = new TreeMap<>(named);
    all.values().removeIf(at -> at.isBefore(now.minus(TOLD)));
    return all.keySet();
  }

  private EnrolledNode with(Instant heard, Map<String, Instant> claims) {
    return new EnrolledNode(
        keyHash, instance, uuid, hostIdentifier, secretId, proven, enrolledAt, heard, claims);
  }

  String place() {
    return place(instance);
  }

  static String place(Instance instance) {
    return instance.group() + "\n" + instance.instanceId();
  }

  byte[] bytes() {
    ObjectNode node =
        LenientJson.object()
            .put("sha256", keyHash)
            .put("group", instance.group().toString())
            .put("instance_id", instance.instanceId())
            .put("ami", instance.ami())
            .put("instance_type", instance.instanceType())
            .put("az", instance.az())
            .put("hostname", instance.hostname())
            .put("private_ip", instance.privateIp())
            .put("uuid", uuid)
            .put("host_identifier", hostIdentifier)
            .put("secret", secretId)
            .put("proven", proven)
            .put("enrolled_at", enrolledAt.toString())
            .put("heard_at", heardAt.toString());
    ObjectNode claims = node.putObject("named");
    new TreeMap<>(named).forEach((name, at) -> claims.put(name, at.toString()));
    return bytes(node);
  }

  static EnrolledNode of(JsonNode node) {
    Map<String, Instant> named = new TreeMap<>();
    node.path("named")
        .properties()
        .forEach(one -> named.put(one.getKey(), Instant.parse(one.getValue().asText())));
    return new EnrolledNode(
        node.path("sha256").asText(),
        new Instance(
            GroupKey.parse(node.path("group").asText()),
            node.path("instance_id").asText(),
            new Cohort(node.path("ami").asText(), "", node.path("instance_type").asText()),
            new Address(
                node.path("az").asText(),
                node.path("hostname").asText(),
                node.path("private_ip").asText())),
        node.path("uuid").asText(),
        node.path("host_identifier").asText(),
        node.path("secret").asText(),
        node.path("proven").asBoolean(),
        Instant.parse(node.path("enrolled_at").asText()),
        Instant.parse(node.path("heard_at").asText()),
        named);
  }

  static byte[] bytes(ObjectNode node) {
    return node.toString().getBytes(UTF_8);
  }
}
