package io.diffy.schemas.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.Finding;

/** OCSF's finding_info: what a queue shows. */
final class FindingInfo {
  private static final int STATISTICAL = 3;

  private FindingInfo() {}

  static ObjectNode of(Finding f) {
    ObjectNode info = Nodes.object();
    info.put("uid", f.uid());
    info.put("title", title(f));
    info.put("desc", f.reason());
    info.putArray("types").add(f.kind().word());
    info.set("analytic", analytic(f));
    ArrayNode attacks = Nodes.array();
    f.techniques().stream()
        .filter(technique -> !technique.isEmpty())
        .forEach(technique -> attacks.add(Techniques.attack(technique)));
    Nodes.list(info, "attacks", attacks);
    info.put("created_time", f.createdAt().toEpochMilli());
    info.put("modified_time", f.evaluatedAt().toEpochMilli());
    info.put("first_seen_time", f.firstSeen().toEpochMilli());
    info.put("last_seen_time", f.lastSeen().toEpochMilli());
    info.putArray("data_sources").add("osquery." + f.query());
    return info;
  }

  private static String title(Finding f) {
    if (f.isSilence()) {
      return f.instances().size() == 1
          ? "%s of %s stopped answering"
              .formatted(f.instances().get(0).instanceId(), f.group().asg())
          : "%d instances of %s stopped answering".formatted(f.instances().size(), f.group().asg());
    }
    String pattern =
        switch (f.kind()) {
          case UNEXPECTED -> "Unexpected %s row in %s";
          case MISSING -> "Missing %s row in %s";
          case CHANGED -> "Changed %s row in %s";
          case DRIFT -> "Drift of %s in %s";
          case COVERAGE -> "Gap in the coverage of %s in %s";
        };
    return pattern.formatted(f.query(), f.group().asg());
  }

  private static ObjectNode analytic(Finding f) {
    return Nodes.object()
        .put("uid", f.query() + "." + f.kind().word())
        .put("name", f.query() + " " + f.kind().word())
        .put("type_id", STATISTICAL)
        .put("type", "Statistical")
        .put("category", "Outlier")
        .put("algorithm", Checks.word(f.method()));
  }
}
