package io.diffy.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.simulator.Attack;
import io.diffy.simulator.AttackEvidence;
import io.diffy.simulator.Truth;
import java.io.IOException;
import java.nio.file.Path;

/** The truth of a simulated fleet as JSON: attacks with their evidence, hosts with their labels. */
final class TruthFile {
  private final ObjectMapper json = new ObjectMapper();

  void write(Truth truth, Path file) throws IOException {
    ObjectNode root = json.createObjectNode();
    ArrayNode attacks = root.putArray("attacks");
    truth.attacks().forEach(attack -> attacks.add(node(attack)));
    ArrayNode hosts = root.putArray("instances");
    truth.hosts().forEach(host -> hosts.add(node(host)));
    json.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), root);
  }

  private JsonNode node(Attack attack) {
    ObjectNode node = json.createObjectNode();
    node.put("type", attack.type().word());
    node.put("technique", attack.type().technique());
    node.put("instance_id", attack.instanceId());
    node.put("from_collection", attack.from());
    node.put("campaign", attack.campaign());
    ArrayNode evidence = node.putArray("evidence");
    for (AttackEvidence piece : attack.evidence()) {
      ObjectNode one = evidence.addObject();
      one.put("query", piece.query());
      one.put("kind", piece.kind().word());
      one.put("primary", piece.primary());
      one.set("match", json.valueToTree(piece.match()));
      one.set("previous", json.valueToTree(piece.previous()));
    }
    return node;
  }

  private JsonNode node(Truth.Host host) {
    ObjectNode node = json.createObjectNode();
    node.put("instance_id", host.instance().instanceId());
    node.put("asg", host.instance().asg());
    node.put("from_collection", host.from());
    node.put("until_collection", host.until());
    node.set("labels", json.valueToTree(host.labels()));
    return node;
  }
}
