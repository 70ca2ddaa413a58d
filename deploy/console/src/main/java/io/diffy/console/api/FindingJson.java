package io.diffy.console.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.console.state.Judged;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.SetAside;
import io.diffy.schemas.Triage;
import io.diffy.schemas.json.Json;
import io.diffy.terminal.Phrases;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Things in short, as the schemas of the document have them. Texts stay as they came: data. */
record FindingJson(Desk desk) {
  private static final int MOST_INSTANCES = 20;

  static ObjectNode node() {
    return Json.mapper().createObjectNode();
  }

  /** A finding with what people say of it. */
  ObjectNode of(Finding finding) {
    ObjectNode node = node();
    node.put("uid", finding.uid());
    text(node, "item_uid", finding.itemUid());
    node.put("group", finding.group().toString()).put("query", finding.query());
    node.put("kind", finding.kind().word()).put("severity", word(finding.severity()));
    node.put("confidence", word(finding.confidence())).put("score", finding.score());
    node.put("open", finding.isOpen());
    finding.closeReason().ifPresent(why -> node.put("close_reason", why.words()));
    if (finding.isOpen() && desk.state().isAccepted(finding, desk.clock().instant())) {
      node.put("accepted", true);
    }
    node.put("accusation", finding.isAccusation());
    node.put("title", title(finding));
    node.put("summary", desk.words().of(finding)).put("reason", finding.reason());
    node.put("hosts", finding.instances().size());
    texts(
        node,
        "instances",
        finding.instances().stream().limit(MOST_INSTANCES).map(Instance::instanceId).toList());
    node.put("hosts_with_item", finding.hostsWithItem());
    node.put("hosts_compared", finding.hostsCompared());
    text(node, "cohort", finding.cohort());
    node.put("method", word(finding.method()));
    time(node, "first_seen", finding.firstSeen());
    time(node, "last_seen", finding.lastSeen());
    time(node, "created_at", finding.createdAt());
    time(node, "evaluated_at", finding.evaluatedAt());
    node.put("sequence", finding.sequence());
    text(node, "round_id", finding.roundId());
    text(node, "incident_id", finding.incidentId());
    texts(node, "techniques", finding.techniques());
    desk.state().triage(finding).ifPresent(said -> node.set("triage", of(said)));
    finding.breakdown().ifPresent(terms -> text(node, "story", terms.story()));
    return node;
  }

  private static String title(Finding finding) {
    if (finding.isSilence()) {
      return "silent: " + Phrases.count(finding.instances().size(), "host");
    }
    String of = Phrases.count(finding.hostsCompared(), "host");
    if (finding.kind() == Kind.MISSING) {
      // Those who have it are the others.
      int lack = finding.instances().size();
      return "missing %s: %d of %s %s it"
          .formatted(finding.query(), lack, of, lack == 1 ? "lacks" : "lack");
    }
    return "%s %s on %d of %s"
        .formatted(finding.kind().word(), finding.query(), finding.hostsWithItem(), of);
  }

  static ObjectNode of(Triage said) {
    ObjectNode node = node().put("state", word(said.state())).put("assignee", said.assignee());
    node.put("note", said.note()).put("by", said.by()).put("at", said.at().toString());
    return node;
  }

  /** A host, without how it stands. */
  static ObjectNode of(Instance host) {
    ObjectNode node = node();
    node.put("group", host.group().toString()).put("instance_id", host.instanceId());
    text(node, "hostname", host.hostname());
    text(node, "private_ip", host.privateIp());
    text(node, "az", host.az());
    if (!host.cohort().equals(Cohort.UNKNOWN)) {
      node.put("cohort", host.cohort().label());
    }
    cohort(node, host.cohort());
    return node;
  }

  static void cohort(ObjectNode node, Cohort cohort) {
    text(node, "ami", cohort.ami());
    text(node, "launch_version", cohort.launchVersion());
    text(node, "instance_type", cohort.instanceType());
  }

  static ObjectNode of(Judged judged) {
    ObjectNode node = node();
    node.put("group", judged.group().toString()).put("query", judged.query());
    time(node, "evaluated_at", judged.at());
    time(node, "window_start", judged.windowStart());
    text(node, "round_id", judged.roundId());
    node.put("covered", judged.covered()).put("absent", judged.absent());
    node.put("findings", judged.open()).put("overflow", judged.overflow());
    return node.put("hidden", judged.hidden()).put("set_aside", judged.setAside());
  }

  ObjectNode of(Evaluation evaluation, SetAside aside) {
    ObjectNode node = node().put("reason", aside.reason()).put("why", aside.why());
    node.put("rows", aside.rows()).put("hosts", aside.hosts());
    texts(node, "instances", aside.instances());
    row(node.putObject("example"), aside.example());
    node.put("summary", desk.words().of(evaluation.query(), aside.example()));
    return node.put("group", evaluation.group().toString()).put("query", evaluation.query());
  }

  static ObjectNode of(ExceptionRule rule, Instant now) {
    ObjectNode node = node().put("id", rule.id()).put("group", rule.group().toString());
    text(node, "finding_uid", rule.findingUid());
    text(node, "item_uid", rule.about().itemUid());
    text(node, "query", rule.about().query());
    rule.about().kind().ifPresent(kind -> node.put("kind", kind.word()));
    text(node, "summary", rule.about().summary());
    node.put("scope", word(rule.scope()));
    text(node, "instance_id", rule.instanceId());
    rule.cohort().ifPresent(cohort -> node.put("cohort", cohort.label()));
    node.put("reason", rule.reason()).put("by", rule.acceptedBy());
    time(node, "at", rule.acceptedAt());
    rule.expiresAt().ifPresent(end -> time(node, "expires_at", end));
    node.put("in_force", rule.inForce(now));
    node.put("any_attributes", rule.about().seen().isEmpty());
    rule.removal()
        .ifPresent(
            end -> {
              ObjectNode removed = node.putObject("removed").put("by", end.by());
              time(removed, "at", end.at());
              text(removed, "reason", end.reason());
            });
    return node;
  }

  /** How many of each severity. */
  static ObjectNode counts(Collection<Severity> severities) {
    ObjectNode node = node();
    for (Severity severity : Severity.values()) {
      node.put(word(severity), severities.stream().filter(severity::equals).count());
    }
    return node;
  }

  static Optional<String> worst(Collection<Finding> open) {
    return open.stream().map(Finding::severity).max(Enum::compareTo).map(FindingJson::word);
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static void time(ObjectNode node, String name, Instant time) {
    node.put(name, time.toString());
  }

  /** What is not known is not there. */
  static void text(ObjectNode node, String name, String text) {
    if (!text.isEmpty()) {
      node.put(name, text);
    }
  }

  static void texts(ObjectNode node, String name, Collection<String> texts) {
    ArrayNode array = node.putArray(name);
    texts.forEach(array::add);
  }

  static void row(ObjectNode node, Map<String, String> row) {
    row.forEach(node::put);
  }

  /** Several of them. */
  void all(ObjectNode node, String name, List<Finding> findings) {
    ArrayNode array = node.putArray(name);
    findings.forEach(finding -> array.add(of(finding)));
  }
}
