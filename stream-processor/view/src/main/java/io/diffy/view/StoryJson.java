package io.diffy.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.Finding;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A story as a program reads it: the head as the findings topic has it, its shadows under OCSF's
 * {@code finding_info.related_events}.
 */
public record StoryJson(Codec<Finding> findings) implements Codec<CorrelatedFindings> {
  @Override
  public byte[] encode(CorrelatedFindings story) {
    byte[] head = findings.encode(story.head());
    if (story.shadows().isEmpty()) {
      return head;
    }
    try {
      JsonNode finding = Json.mapper().readTree(head);
      ArrayNode related = ((ObjectNode) finding.get("finding_info")).putArray("related_events");
      for (Finding shadow : story.shadows()) {
        related
            .addObject()
            .put("uid", shadow.uid())
            .put("type", shadow.query() + " " + shadow.kind().word());
      }
      return Json.mapper().writeValueAsBytes(finding);
    } catch (IOException e) {
      throw new UncheckedIOException("what was just written can't be read", e);
    }
  }

  /** Stories are made from findings, never read. */
  @Override
  public CorrelatedFindings decode(byte[] bytes) throws MalformedRecord {
    throw new MalformedRecord("a story is not read back");
  }
}
