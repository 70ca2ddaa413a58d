package io.diffy.schemas;

import io.diffy.schemas.text.Hashing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Names findings and their events by what they are about, so that every run, replay and restart
 * gives them the same names: UUIDs of version 5, RFC 9562 section 5.5.
 */
public final class FindingUid {
  /** Ours alone; a changed one renames every finding. */
  private static final UUID NAMESPACE = UUID.fromString("6f1c5f0e-93b5-4d0b-9a3c-2e8e0c7d41b6");

  private static final int VERSION_5 = 0x50;
  private static final int VARIANT_RFC = 0x80;

  private FindingUid() {}

  /**
   * The uid of a deviation.
   *
   * @param name names the thing that deviates within the group and query
   */
  public static String of(GroupKey group, String query, Kind kind, String name) {
    return uuid(
        List.of("finding", group.account(), group.region(), group.asg(), query, kind.word(), name));
  }

  /**
   * The uid of what deviates, whatever the group: what {@link #of} names in two groups alike has
   * one item uid. An exception that holds everywhere is about it.
   *
   * @param name names the thing that deviates within the query
   */
  public static String item(String query, Kind kind, String name) {
    return uuid(List.of("item", query, kind.word(), name));
  }

  /**
   * The uid of one decision of a person: who accepts the same thing again makes another one.
   *
   * @param about the finding's uid, and what the scope adds
   */
  public static String exception(List<String> about, Instant acceptedAt) {
    List<String> parts = new ArrayList<>(List.of("exception", acceptedAt.toString()));
    parts.addAll(about);
    return uuid(parts);
  }

  /** The uid of one event in the life of a finding: OCSF's metadata.uid. */
  public static String event(String findingUid, int sequence) {
    return uuid(List.of("event", findingUid, String.valueOf(sequence)));
  }

  private static String uuid(List<String> parts) {
    MessageDigest sha1 = Hashing.by("SHA-1");
    sha1.update(octets(NAMESPACE));
    for (String part : parts) {
      // The length in front of each part keeps ("a", "bc") and ("ab", "c") apart.
      byte[] octets = part.getBytes(StandardCharsets.UTF_8);
      sha1.update(ByteBuffer.allocate(Integer.BYTES).putInt(octets.length).array());
      sha1.update(octets);
    }
    byte[] hash = sha1.digest();
    hash[6] = (byte) ((hash[6] & 0x0f) | VERSION_5);
    hash[8] = (byte) ((hash[8] & 0x3f) | VARIANT_RFC);
    ByteBuffer bits = ByteBuffer.wrap(hash);
    return new UUID(bits.getLong(), bits.getLong()).toString();
  }

  private static byte[] octets(UUID uuid) {
    return ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(uuid.getMostSignificantBits())
        .putLong(uuid.getLeastSignificantBits())
        .array();
  }
}
