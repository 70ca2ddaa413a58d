package io.diffy.remote.enroll;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.ObservationCodec;
import java.io.Serial;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Lets hosts in: by a secret, and where the secret asks for it by what AWS says of them. */
public final class Enrolling {
  /** Who uses a key is there; a second host of the same uuid has to wait so long for silence. */
  private static final Duration IN_USE = Duration.ofMinutes(5);

  private static final ObservationCodec NAMES = new ObservationCodec();

  private final Enrollments enrollments;
  private final Optional<InstanceIdentity> ec2;
  private final Clock clock;
  private final Map<String, Instant> used = new ConcurrentHashMap<>();

  /**
   * Lets in whom the topic knows a secret for.
   *
   * @param ec2 verifies documents; empty: who must show one can't come in
   */
  public Enrolling(Enrollments enrollments, Optional<InstanceIdentity> ec2, Clock clock) {
    this.enrollments = enrollments;
    this.ec2 = ec2;
    this.clock = clock;
  }

  /** A host does not come in; the message says why, and holds no secret. */
  public static final class Refused extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /** Notes that a key is in use. */
  public void isUsed(EnrolledNode node) {
    used.put(node.keyHash(), clock.instant());
    if (used.size() > 1_000_000) {
      used.values().removeIf(at -> at.isBefore(clock.instant().minus(IN_USE)));
    }
  }

  /**
   * The node key of a host that may come in. It is kept before this returns.
   *
   * @param body what osqueryd sends to enrol
   */
  public String enroll(JsonNode body) throws Refused {
    // The file of the secret may hold the host's document and its signature behind it.
    List<String> shown = List.of(body.path("enroll_secret").asText().strip().split("\\s+"));
    Instant now = clock.instant();
    EnrollSecret secret =
        enrollments
            .secret(shown.get(0))
            .filter(one -> !one.isOver(now))
            .orElseThrow(
                () -> new Refused("no enroll secret in force is this one; get another for it"));
    Optional<JsonNode> document = document(shown);
    if (secret.ec2() && document.isEmpty()) {
      throw new Refused(
          ec2.isEmpty()
              ? "this group asks for instance identity documents, and the service has no --tls-ec2-certificates"
              : "this group asks for the instance identity document with its signature behind the secret; none that AWS signed was shown");
    }
    JsonNode system = body.path("host_details").path("system_info");
    String uuid = system.path("uuid").asText().strip();
    String identifier = body.path("host_identifier").asText().strip();
    Instance instance =
        document.isPresent()
            ? proven(secret.group(), document.get(), system)
            : new Instance(
                secret.group(),
                uuid.isEmpty() ? identifier : uuid,
                Cohort.UNKNOWN,
                new Address("", system.path("hostname").asText(), ""));
    requireFit(instance);
    if (document.isEmpty()) {
      requireFree(instance, now);
    }
    String key = SecretText.random();
    enrollments.put(
        new EnrolledNode(
            SecretText.hash(key),
            instance,
            uuid.isEmpty() ? instance.instanceId() : uuid,
            identifier.isEmpty() ? instance.instanceId() : identifier,
            secret.id(),
            document.isPresent(),
            now,
            now,
            Map.of()));
    return key;
  }

  private Optional<JsonNode> document(List<String> shown) {
    return shown.size() < 3
        ? Optional.empty()
        : ec2.flatMap(
            by -> by.verified(shown.get(1), String.join("", shown.subList(2, shown.size()))));
  }

  private static Instance proven(GroupKey group, JsonNode document, JsonNode system)
      throws Refused {
    String account = document.path("accountId").asText();
    String region = document.path("region").asText();
    if (!List.of(account, "").contains(group.account())
        || !List.of(region, "").contains(group.region())) {
      throw new Refused("the document is of another account or region than the secret's group");
    }
    return new Instance(
        group,
        document.path("instanceId").asText(),
        new Cohort(document.path("imageId").asText(), "", document.path("instanceType").asText()),
        new Address(
            document.path("availabilityZone").asText(),
            system.path("hostname").asText(),
            document.path("privateIp").asText()));
  }

  /** What no observation may carry would be found out when it is too late. */
  private static void requireFit(Instance instance) throws Refused {
    try {
      Observation probe = Observation.of(instance, "q", Instant.EPOCH, List.of());
      Object unused = NAMES.decode(NAMES.encode(probe));
    } catch (MalformedRecord e) {
      throw new Refused("the host can't be known by that name: " + e.getMessage());
    }
  }

  private void requireFree(Instance instance, Instant now) throws Refused {
    Optional<EnrolledNode> there = enrollments.at(instance);
    if (there.filter(EnrolledNode::proven).isPresent()) {
      throw new Refused("this instance has proved who it is; another must prove that, too");
    }
    boolean inUse =
        there
            .map(node -> used.get(node.keyHash()))
            .filter(at -> at.isAfter(now.minus(IN_USE)))
            .isPresent();
    if (inUse) {
      throw new Refused(
          "a host of this uuid is enrolled and was heard of within %d minutes; if it is this one, it comes in when that is over"
              .formatted(IN_USE.toMinutes()));
    }
  }
}
