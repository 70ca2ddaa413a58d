package io.diffy.schemas.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.Difference;
import io.diffy.schemas.Difference.Example;
import io.diffy.schemas.Kind;
import io.diffy.schemas.codec.MalformedRecord;
import java.util.ArrayList;
import java.util.List;

/** What separates the cohorts of a group, under {@code unmapped.diffy.differences}. */
final class DifferenceFields {
  private DifferenceFields() {}

  static void write(ObjectNode diffy, List<Difference> differences) {
    if (differences.isEmpty()) {
      return;
    }
    ArrayNode all = diffy.putArray("differences");
    for (Difference d : differences) {
      ObjectNode node = all.addObject();
      node.put("query", d.query()).put("cohort", d.cohort());
      node.put("hosts", d.hosts()).put("things", d.things());
      ArrayNode examples = node.putArray("examples");
      for (Example example : d.examples()) {
        ObjectNode one = examples.addObject().put("kind", Checks.word(example.kind()));
        one.set("row", Nodes.row(example.row()));
        if (!example.previous().isEmpty()) {
          one.set("previous", Nodes.row(example.previous()));
        }
      }
    }
  }

  static List<Difference> read(Fields diffy) throws MalformedRecord {
    List<Difference> differences = new ArrayList<>();
    if (diffy.has("differences")) {
      for (Fields node : diffy.objects("differences")) {
        differences.add(
            new Difference(
                node.name("query"),
                node.sentence("cohort"),
                node.integer("hosts", 0, Integer.MAX_VALUE),
                node.integer("things", 0, Integer.MAX_VALUE),
                examples(node)));
      }
    }
    return List.copyOf(differences);
  }

  private static List<Example> examples(Fields difference) throws MalformedRecord {
    List<Example> examples = new ArrayList<>();
    for (Fields node : difference.objects("examples")) {
      examples.add(
          new Example(node.word("kind", Kind.class), node.row("row"), node.row("previous")));
    }
    return List.copyOf(examples);
  }
}
