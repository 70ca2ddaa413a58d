package io.diffy.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.Finding;

/** A ranked host for a program. */
public final class HostsJson {
  private HostsJson() {}

  /**
   * One object on one line: {@code instance_id, score, best_score, findings[]} with uid, query,
   * kind, score, reason.
   */
  public static String line(HostRanking.RankedHost host) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("instance_id", host.instanceId());
    node.put("score", host.score());
    node.put("best_score", host.findings().get(0).score());
    ArrayNode findings = node.putArray("findings");
    for (Finding finding : host.findings()) {
      findings
          .addObject()
          .put("uid", finding.uid())
          .put("query", finding.query())
          .put("kind", finding.kind().word())
          .put("score", finding.score())
          .put("reason", finding.reason());
    }
    return node.toString();
  }
}
