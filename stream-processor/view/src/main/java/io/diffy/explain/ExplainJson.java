package io.diffy.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.rules.item.NormalizationTrace;
import io.diffy.schemas.json.ExceptionRuleCodec;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.schemas.json.Json;
import io.diffy.schemas.pack.PackQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** An explanation for a program: the finding as the topic has it, and what the text says. */
public final class ExplainJson {
  private ExplainJson() {}

  /**
   * One object on one line: {@code finding, compared_with[], baselines[], score[], confidence,
   * severity, compared, dropped, replaced[], history[], accepted[], benign[], next}.
   */
  public static String line(Explanation explained) {
    ObjectNode node = Json.mapper().createObjectNode();
    node.set("finding", tree(new FindingCodec().encode(explained.finding())));
    texts(node.putArray("compared_with"), PeerWords.of(explained.finding()));
    ArrayNode baselines = node.putArray("baselines");
    explained
        .finding()
        .baselines()
        .forEach(
            b ->
                baselines
                    .addObject()
                    .put("version", b.version())
                    .put("taken_at", b.takenAt().toString())
                    .put("age_seconds", PeerWords.age(b, explained.finding()).toSeconds()));
    texts(node.putArray("score"), ScoreWords.of(explained.finding()));
    node.put("confidence", WeightWords.confidence(explained.finding()));
    node.put("severity", WeightWords.severity(explained.finding(), explained.query()));
    explained.masking().ifPresent(masking -> masking(node, masking));
    ArrayNode history = node.putArray("history");
    LifeWords.of(explained.life())
        .forEach(
            event ->
                history
                    .addObject()
                    .put("at", event.at().toString())
                    .put("sequence", event.sequence())
                    .put("what", event.words()));
    ArrayNode accepted = node.putArray("accepted");
    explained.accepted().forEach(rule -> accepted.add(tree(new ExceptionRuleCodec().encode(rule))));
    texts(
        node.putArray("benign"), explained.query().map(PackQuery::benignCauses).orElse(List.of()));
    ObjectNode next = node.putObject("next");
    texts(next.putArray("commands"), NextSteps.commands(explained));
    NextSteps.sql(explained).ifPresent(sql -> next.put("sql", sql));
    return node.toString();
  }

  private static void masking(ObjectNode node, NormalizationTrace masking) {
    ObjectNode compared = node.putObject("compared");
    row(compared.putObject("identity"), masking.identity());
    row(compared.putObject("attributes"), masking.attributes());
    row(node.putObject("dropped"), masking.dropped());
    ArrayNode replaced = node.putArray("replaced");
    masking
        .replaced()
        .forEach(
            piece ->
                replaced
                    .addObject()
                    .put("column", piece.column())
                    .put("text", piece.text())
                    .put("by", piece.by()));
  }

  private static void row(ObjectNode node, Map<String, String> row) {
    row.forEach(node::put);
  }

  private static void texts(ArrayNode node, List<String> texts) {
    texts.forEach(node::add);
  }

  private static JsonNode tree(byte[] json) {
    try {
      return Json.mapper().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException("what was just written can't be read", e);
    }
  }
}
