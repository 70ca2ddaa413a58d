package io.diffy.schemas.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import java.util.Locale;

/** Lays a finding out as an OCSF Detection Finding, always in the same order. */
final class FindingWriter {
  private static final int CLASS = 2004;
  private static final int VIRTUAL = 6;
  private static final int UNKNOWN = 0;

  private FindingWriter() {}

  /**
   * @param wholeBytes the size of the finding before it was cut; 0 when it was not
   */
  static ObjectNode tree(Finding f, int wholeBytes) {
    ObjectNode event = Nodes.object();
    int activity = f.activity().id();
    event.put("category_uid", 2).put("category_name", "Findings");
    event.put("class_uid", CLASS).put("class_name", "Detection Finding");
    event.put("activity_id", activity).put("activity_name", label(f.activity()));
    event.put("type_uid", CLASS * 100 + activity);
    event.put("type_name", "Detection Finding: " + label(f.activity()));
    event.put("time", f.evaluatedAt().toEpochMilli());
    event.put("start_time", f.firstSeen().toEpochMilli());
    event.put("end_time", f.lastSeen().toEpochMilli());
    event.put("severity_id", id(f.severity())).put("severity", label(f.severity()));
    event.put("confidence_id", id(f.confidence()));
    event.put("confidence", label(f.confidence()));
    FindingStanding.write(event, f);
    // Only the first event raises an alert: the others are news about one that is already there.
    event.put("is_alert", f.activity() == Activity.CREATE);
    event.put("message", f.reason());
    event.set("metadata", FindingMetadata.of(f, wholeBytes));
    if (Cloud.isKnown(f.group())) {
      event.set("cloud", Cloud.of(f.group()));
    }
    if (f.instances().size() == 1) {
      event.set("device", device(f.instances().get(0), f));
    }
    Nodes.list(event, "resources", FindingInstances.resources(f));
    event.set("finding_info", FindingInfo.of(f));
    event.putArray("anomaly_analyses").add(Anomaly.of(f));
    ArrayNode evidences = EvidenceArtifacts.of(f);
    Nodes.list(event, "evidences", evidences);
    Nodes.list(event, "observables", Observables.of(f, evidences));
    event.putObject("unmapped").set("diffy", unmapped(f));
    return event;
  }

  private static ObjectNode device(Instance instance, Finding f) {
    boolean aws = Cloud.isAws(f.group());
    ObjectNode device = Nodes.object();
    device.put("type_id", aws ? VIRTUAL : UNKNOWN).put("type", aws ? "Virtual" : "Unknown");
    Nodes.text(device, "hostname", instance.hostname());
    device.put("instance_uid", instance.instanceId());
    Nodes.text(device, "autoscale_uid", instance.asg());
    if (IpAddresses.isIp(instance.privateIp())) {
      device.put("ip", instance.privateIp());
    }
    if (!instance.ami().isEmpty()) {
      device.putObject("image").put("uid", instance.ami());
    }
    Nodes.text(device, "region", instance.region());
    Nodes.text(device, "zone", instance.az());
    return device;
  }

  private static ObjectNode unmapped(Finding f) {
    if (!Double.isFinite(f.score())) {
      throw new IllegalArgumentException("finding %s has score %s".formatted(f.uid(), f.score()));
    }
    ObjectNode diffy = Nodes.object();
    diffy.put("group", f.group().toString()).put("asg", f.group().asg());
    FindingInstances.writeIds(diffy, f.instances());
    diffy.put("query", f.query()).put("kind", f.kind().word());
    diffy.set("row", Nodes.row(f.evidence().shared()));
    Nodes.object(diffy, FindingReader.DIFFERING, Nodes.row(f.evidence().ofOne()));
    if (f.kind() == Kind.CHANGED || !f.previous().isEmpty()) {
      diffy.set("previous", Nodes.row(f.previous()));
    }
    diffy
        .put("method", Checks.word(f.method()))
        .put("have", f.hostsWithItem())
        .put("covered", f.hostsCompared());
    diffy.put("cohort", f.cohort()).put("score", f.score());
    FindingFields.BASELINES.write(diffy, f.baselines());
    diffy.put("confidence", Checks.word(f.confidence()));
    diffy.put("first_seen", f.firstSeen().toString()).put("last_seen", f.lastSeen().toString());
    diffy.put("evaluated_at", f.evaluatedAt().toString()).put("reason", f.reason());
    Nodes.text(diffy, "item_uid", f.itemUid());
    diffy.put("created_at", f.createdAt().toString()).put("sequence", f.sequence());
    diffy.put("severity", Checks.word(f.severity()));
    ArrayNode techniques = diffy.putArray("techniques");
    f.techniques().forEach(techniques::add);
    FindingReader.MASKED_COLUMNS.write(diffy, f.maskedColumns());
    FindingFields.DIFFERENCES.write(diffy, f.differences());
    FindingFields.THING.write(diffy, f.thing());
    FindingFields.TRIAGE.write(diffy, f.triage());
    FindingReader.CLOSE_REASON.write(diffy, f.closeReason());
    Nodes.text(diffy, "round_id", f.roundId());
    Nodes.text(diffy, "incident_id", f.incidentId());
    FindingFields.BREAKDOWN.write(diffy, f.breakdown());
    FindingInstances.writeHosts(diffy, f.instances(), f.group());
    FindingInstances.writeSightings(diffy, f);
    FindingFields.CHANGES.write(diffy, f.changes());
    return diffy;
  }

  private static int id(Finding.Severity severity) {
    return switch (severity) {
      case INFORMATIONAL -> 1;
      case LOW -> 2;
      case MEDIUM -> 3;
      case HIGH -> 4;
      case CRITICAL -> 5;
    };
  }

  private static int id(Finding.Confidence confidence) {
    return switch (confidence) {
      case LOW -> 1;
      case MEDIUM -> 2;
      case HIGH -> 3;
    };
  }

  /** OCSF's own label of an enum constant: its name with a capital. */
  private static String label(Enum<?> constant) {
    String name = constant.name();
    return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }
}
