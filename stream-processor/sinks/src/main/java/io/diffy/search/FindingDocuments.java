package io.diffy.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.plugin.SinkRecord;
import io.diffy.search.DocumentRule.UnindexableRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * One document for each finding, in its last state: the finding's uid is the id, and the number of
 * its event the version. With an index for events, each of them too.
 *
 * @param events index of all events; empty for none
 * @param pipeline what documents go through on their way; empty for none
 */
record FindingDocuments(String index, String events, String pipeline) implements DocumentRule {

  @Override
  public List<BulkAction> of(SinkRecord record) {
    ObjectNode event = DocumentRule.object(record);
    String finding = text(event.path("finding_info").path("uid"), "finding_info.uid");
    JsonNode sequence = event.path("metadata").path("sequence");
    if (!sequence.canConvertToLong() || !sequence.isIntegralNumber() || sequence.asLong() < 0) {
      throw new UnindexableRecord("it has no metadata.sequence that is a whole number");
    }
    List<BulkAction> actions = new ArrayList<>();
    actions.add(BulkAction.latest(record, index, finding, sequence.asLong(), pipeline, event));
    if (!events.isEmpty()) {
      String uid = text(event.path("metadata").path("uid"), "metadata.uid");
      actions.add(BulkAction.once(record, events, uid, pipeline, event));
    }
    return actions;
  }

  private static String text(JsonNode node, String name) {
    if (!node.isTextual() || node.asText().isEmpty()) {
      throw new UnindexableRecord("it has no " + name);
    }
    return node.asText();
  }
}
