package io.diffy.schemas.json;

import io.diffy.schemas.Cohort;
import io.diffy.schemas.SignedBy;
import io.diffy.schemas.codec.MalformedRecord;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What several records have in common. */
final class Shapes {
  /** Each is checked, so their number must have an end. */
  static final int MOST_SIGNATURES = 16;

  private static final Pattern ED25519 = Pattern.compile("[A-Za-z0-9+/]{86}==");

  static final Shape<Cohort> COHORT =
      Shape.of(
          Cohort.class,
          Field.nameOrEmpty("ami"),
          Field.nameOrEmpty("launch_version"),
          Field.nameOrEmpty("instance_type"));

  private static final Field<List<SignedBy>> SIGNED =
      Field.objects(
          "signatures",
          Shape.of(
              SignedBy.class,
              Field.name("key"),
              Field.time("at"),
              Field.text("signature", Shapes::signature, Function.identity())));

  /** Those under a decision; absent when there are none. */
  static final Field<List<SignedBy>> SIGNATURES =
      new Field<>(SIGNED.name(), Shapes::signatures, SIGNED.writer()).orElse(List.of());

  private Shapes() {}

  private static String signature(Fields object, String field) throws MalformedRecord {
    String signature = object.nameOrEmpty(field);
    if (!ED25519.matcher(signature).matches()) {
      throw new MalformedRecord("\"signatures\": one is no 64 bytes in base64");
    }
    return signature;
  }

  private static List<SignedBy> signatures(Fields decision, String field) throws MalformedRecord {
    List<SignedBy> signatures = SIGNED.read(decision);
    if (signatures.size() > MOST_SIGNATURES) {
      throw new MalformedRecord(
          "\"%s\": %d, more than the %d allowed"
              .formatted(field, signatures.size(), MOST_SIGNATURES));
    }
    return signatures;
  }
}
