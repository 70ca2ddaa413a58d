package io.diffy.schemas.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.Finding;
import io.diffy.schemas.FindingUid;

/** OCSF's metadata: who wrote which event of a finding. The AWS account is never in tenant_uid. */
final class FindingMetadata {
  /** Of this product; a test holds it against the build's. */
  static final String PRODUCT_VERSION = "0.1.0";

  private FindingMetadata() {}

  static ObjectNode of(Finding f, int wholeBytes) {
    ObjectNode metadata = Nodes.object();
    metadata.put("version", "1.8.0");
    metadata.put("uid", FindingUid.event(f.uid(), f.sequence()));
    metadata.put("sequence", f.sequence());
    metadata
        .putObject("product")
        .put("name", "Diffy Streams")
        .put("uid", "diffy-streams")
        .put("vendor_name", "Diffy Streams")
        .put("version", PRODUCT_VERSION);
    // A listed profile makes its attributes required, an unlisted one makes them unknown.
    ArrayNode profiles = Nodes.array();
    if (Cloud.isKnown(f.group())) {
      profiles.add("cloud");
    }
    if (f.instances().size() == 1) {
      profiles.add("host");
    }
    if (f.triage().isPresent()) {
      profiles.add("incident");
    }
    Nodes.list(metadata, "profiles", profiles);
    metadata.put("event_code", f.query() + "." + f.kind().word());
    Nodes.text(metadata, "correlation_uid", f.roundId());
    if (wholeBytes > 0) {
      metadata.put("is_truncated", true).put("untruncated_size", wholeBytes);
    }
    return metadata;
  }
}
