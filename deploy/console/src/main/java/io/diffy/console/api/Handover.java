package io.diffy.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.json.Json;
import io.diffy.schemas.text.SafeText;
import io.diffy.terminal.Phrases;
import io.diffy.view.TimeText;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is copied out of the console: a command that asks the hosts again, and text for a ticket. No
 * text of a host may do anything in them but be quoted.
 */
record Handover(Finding finding, JsonNode explanation, ObjectNode next) {
  private static final int MOST_ASKED = 50;
  private static final int MOST_NAMED = 10;
  private static final String EC2 = "i-[0-9a-f]{8,17}";

  void add() {
    String sql = next.path("sql").asText();
    List<String> ids =
        finding.instances().stream()
            .map(Instance::instanceId)
            .filter(id -> id.matches(EC2))
            .limit(MOST_ASKED)
            .toList();
    if (!sql.isEmpty() && !ids.isEmpty()) {
      ObjectNode parameters = FindingJson.node();
      parameters.putArray("commands").add("osqueryi --json " + Phrases.shell(sql));
      String region = finding.group().region();
      next.put(
          "ssm",
          "aws ssm send-command --document-name AWS-RunShellScript%s --instance-ids %s --parameters %s"
              .formatted(
                  region.isEmpty() ? "" : " --region " + Phrases.shell(region),
                  String.join(" ", ids),
                  Phrases.shell(Json.text(parameters))));
    }
    next.put("markdown", markdown(sql));
  }

  private String markdown(String sql) {
    StringBuilder text = new StringBuilder();
    text.append(
        "### %s, severity %s, confidence %s\n\n"
            .formatted(
                plain(finding.kind().word() + " in " + finding.query()),
                Phrases.word(finding.severity()),
                Phrases.word(finding.confidence())));
    text.append("- group: ").append(code(finding.group().toString())).append('\n');
    text.append("- why: ").append(code(finding.reason())).append('\n');
    text.append("- hosts: ")
        .append(
            finding.instances().stream()
                .limit(MOST_NAMED)
                .map(instance -> code(instance.instanceId()))
                .collect(Collectors.joining(", ")))
        .append(
            finding.instances().size() > MOST_NAMED
                ? " and %d more".formatted(finding.instances().size() - MOST_NAMED)
                : "")
        .append('\n');
    text.append(
        "- first seen %s, last seen %s (UTC)\n"
            .formatted(
                TimeText.minutes(finding.firstSeen()), TimeText.minutes(finding.lastSeen())));
    explanation
        .path("compared_with")
        .forEach(line -> text.append("- ").append(plain(line.asText())).append('\n'));
    text.append("- finding: ").append(code(finding.uid())).append('\n');
    block(text, "json", Json.text(Json.mapper().valueToTree(finding.row())));
    if (!sql.isEmpty()) {
      block(text, "sql", sql);
    }
    return text.toString();
  }

  private static void block(StringBuilder text, String language, String content) {
    String fence = "`".repeat(Math.max(3, longestRun(content) + 1));
    text.append('\n').append(fence).append(language).append('\n');
    text.append(content).append('\n').append(fence).append('\n');
  }

  private static String code(String word) {
    String safe = SafeText.withoutControls(word);
    String fence = "`".repeat(longestRun(safe) + 1);
    return fence.length() == 1 ? fence + safe + fence : fence + " " + safe + " " + fence;
  }

  private static int longestRun(String text) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      run = text.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }

  /** Our own words, in which a name may stand. */
  private static String plain(String text) {
    return SafeText.withoutControls(text).replaceAll("([\\\\`*_{}\\[\\]<>()#+!|-])", "\\\\$1");
  }
}
