package io.diffy.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.plugin.SinkRecord;
import io.diffy.schemas.json.Json;
import io.diffy.schemas.json.ObservationCodec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One document for each record, whose place on its topic is the id. What hosts choose the names of
 * becomes text: rows, and fields we don't know. No index bears a field for each of them.
 *
 * @param known fields that are kept as they are
 */
record PlaceDocuments(String index, Set<String> known) implements DocumentRule {
  private static final Set<String> EVALUATION =
      names(
          "group query evaluated_at window_start round_id covered absent baselines open_findings"
              + " ranked overflow learnt_volatile set_aside");

  static PlaceDocuments ofObservations(String index) {
    return new PlaceDocuments(index, ObservationCodec.FIELDS);
  }

  static PlaceDocuments ofEvaluations(String index) {
    return new PlaceDocuments(index, EVALUATION);
  }

  @Override
  public List<BulkAction> of(SinkRecord record) {
    ObjectNode document = Json.mapper().createObjectNode();
    Map<String, JsonNode> others = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : DocumentRule.object(record).properties()) {
      if (field.getKey().equals("rows")) {
        document.put("rows", field.getValue().toString());
      } else if (known.contains(field.getKey())) {
        document.set(field.getKey(), field.getValue());
      } else {
        others.put(field.getKey(), field.getValue());
      }
    }
    if (!others.isEmpty()) {
      document.put("others", Json.mapper().valueToTree(others).toString());
    }
    document.put("topic", record.topic());
    document.put("partition", record.partition());
    document.put("offset", record.offset());
    document.put("appended", record.appended().toString());
    String id = record.topic() + "-" + record.partition() + "-" + record.offset();
    return List.of(BulkAction.once(record, index, id, "", document));
  }

  private static Set<String> names(String list) {
    return Set.of(list.split(" "));
  }
}
