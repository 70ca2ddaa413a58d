package io.diffy.schemas.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.diffy.schemas.SignedBy;
import io.diffy.schemas.codec.MalformedRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The field {@code signatures} of decisions; absent when there are none. */
final class Signatures {
  /** Each is checked, so their number must have an end. */
  static final int MOST = 16;

  private static final Pattern ED25519 = Pattern.compile("[A-Za-z0-9+/]{86}==");

  private Signatures() {}

  static List<SignedBy> read(Fields decision) throws MalformedRecord {
    if (!decision.has("signatures")) {
      return List.of();
    }
    List<SignedBy> signatures = new ArrayList<>();
    for (Fields one : decision.objects("signatures")) {
      String signature = one.nameOrEmpty("signature");
      if (!ED25519.matcher(signature).matches()) {
        throw new MalformedRecord("\"signatures\": one is no 64 bytes in base64");
      }
      signatures.add(new SignedBy(one.name("key"), one.time("at"), signature));
    }
    if (signatures.size() > MOST) {
      throw new MalformedRecord(
          "\"signatures\": %d, more than the %d allowed".formatted(signatures.size(), MOST));
    }
    return List.copyOf(signatures);
  }

  static void write(JsonGenerator json, List<SignedBy> signatures) throws IOException {
    if (signatures.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("signatures");
    for (SignedBy one : signatures) {
      json.writeStartObject();
      json.writeStringField("key", one.key());
      json.writeStringField("at", one.at().toString());
      json.writeStringField("signature", one.signature());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
