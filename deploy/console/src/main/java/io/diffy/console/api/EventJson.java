package io.diffy.console.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.console.http.EventStreams;
import io.diffy.console.state.Change;
import io.diffy.console.state.ConsoleState.Audited;
import io.diffy.console.state.TopicFeed.Progress;
import io.diffy.console.state.TopicFeed.Read;
import io.diffy.schemas.AuditEntry;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.json.AuditEntryCodec;
import io.diffy.schemas.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/** What is told of it while somebody looks. */
record EventJson(Desk desk, FindingJson json, EventStreams streams) {
  /** Tells all who look. */
  void tell(Change change) {
    if (change instanceof Change.OfFinding of) {
      ObjectNode node = desk.state().read(() -> json.of(of.event()));
      node.put("activity", of.event().activity().name().toLowerCase(Locale.ROOT));
      streams.publish("finding", of.event().group().toString(), node);
    } else if (change instanceof Change.OfEvaluation of) {
      streams.publish("evaluation", of.judged().group().toString(), FindingJson.of(of.judged()));
    } else if (change instanceof Change.OfException of) {
      exception(of.rule());
    } else if (change instanceof Change.OfAudit of) {
      streams.publish("audit", "", audit(of.entry()));
    } else {
      streams.publish("ready", "", FindingJson.node().put("ready", true));
    }
  }

  private void exception(ExceptionRule rule) {
    String group = rule.scope() == ExceptionRule.Scope.EVERYWHERE ? "" : rule.group().toString();
    if (rule.silences()) {
      streams.publish("exception", group, FindingJson.of(rule, desk.clock().instant()));
    } else if (rule.triage().isPresent()) {
      streams.publish("triage", group, triage(rule));
    }
  }

  static ObjectNode triage(ExceptionRule rule) {
    ObjectNode node = FindingJson.node().put("finding_uid", rule.findingUid());
    node.put("group", rule.group().toString()).put("query", rule.about().query());
    FindingJson.text(node, "summary", rule.about().summary());
    rule.triage().ifPresent(said -> node.set("triage", FindingJson.of(said)));
    return node;
  }

  static ObjectNode audit(Audited audited) {
    AuditEntry entry = audited.entry();
    ObjectNode node = FindingJson.node().put("at", audited.at().toString());
    try {
      node.set("entry", Json.tree(new AuditEntryCodec().encode(entry)));
    } catch (IOException e) {
      throw new UncheckedIOException("what was just written can't be read", e);
    }
    return node.put(
        "words",
        "%s: %s of %s%s"
            .formatted(
                FindingJson.word(entry.action()),
                FindingJson.word(entry.subject().kind()),
                entry.subject().group(),
                entry.subject().query().isEmpty() ? "" : ", " + entry.subject().query()));
  }

  /** How far the topics are read. */
  static void progress(Progress progress, ArrayNode topics) {
    for (Read read : progress.topics()) {
      topics
          .addObject()
          .put("topic", read.topic())
          .put("read", read.read())
          .put("end", read.end())
          .put("lag", Math.max(0, read.end() - read.read()));
    }
  }
}
