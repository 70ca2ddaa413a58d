package io.diffy.gate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.json.Json;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.packfile.ShippedPacks;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules of a SARIF run: a query and what is wrong with its answer, in the order of their use.
 */
final class SarifRules {
  /** In the place of a kind, where an answer is lacking. */
  static final String GAP = "gap";

  private record Rule(String query, String kind) {}

  private final Pack pack = ShippedPacks.all();
  private final List<Rule> used = new ArrayList<>();

  String id(String query, String kind) {
    return ReportText.name(query) + "/" + kind;
  }

  int index(String query, String kind) {
    Rule rule = new Rule(query, kind);
    if (!used.contains(rule)) {
      used.add(rule);
    }
    return used.indexOf(rule);
  }

  ArrayNode described() {
    ArrayNode rules = Json.mapper().createArrayNode();
    for (Rule rule : used) {
      ObjectNode described = rules.addObject();
      described.put("id", id(rule.query, rule.kind));
      String what =
          SarifText.plain(
              rule.kind.equals(GAP)
                  ? "No answer to " + ReportText.name(rule.query)
                  : "Something %s in %s".formatted(rule.kind, ReportText.name(rule.query)));
      described.putObject("shortDescription").put("text", what);
      PackQuery known = pack.queries().get(rule.query);
      if (known != null) {
        describe(described, known);
      }
    }
    return rules;
  }

  private static void describe(ObjectNode rule, PackQuery query) {
    String benign =
        query.benignCauses().isEmpty()
            ? ""
            : " Known harmless causes: " + String.join("; ", query.benignCauses()) + ".";
    rule.putObject("fullDescription").put("text", SarifText.plain(query.description()));
    rule.putObject("help").put("text", SarifText.plain(query.value() + benign));
    ObjectNode properties = rule.putObject("properties");
    properties.put("security-severity", severity(query));
    ArrayNode tags = properties.putArray("tags").add("security");
    query.techniques().forEach(tags::add);
  }

  /** On the scale of CVSS, as GitHub ranks alerts: from 4.0 on medium, from 7.0 on high. */
  private static String severity(PackQuery query) {
    return switch (query.severity()) {
      case 1 -> "3.0";
      case 2 -> "5.5";
      default -> "8.0";
    };
  }
}
