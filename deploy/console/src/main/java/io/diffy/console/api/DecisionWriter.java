package io.diffy.console.api;

import io.diffy.accept.ExceptionWriter;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.RecordWriter;
import io.diffy.console.http.Call;
import io.diffy.schemas.AuditEntry;
import io.diffy.schemas.AuditEntry.Action;
import io.diffy.schemas.AuditEntry.Cause;
import io.diffy.schemas.AuditEntry.Content;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.trust.SignedText;
import io.diffy.service.CommandFailure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Writes decisions, and who asked for each, when and from where. Nobody signs here: a key belongs
 * on no server, so where signatures are asked for it is a proposal.
 */
record DecisionWriter(Cluster cluster) {
  List<ExceptionRule> write(List<ExceptionRule> rules, Call call) {
    Map<ExceptionRule, RecordMetadata> places = new ConcurrentHashMap<>();
    List<ExceptionRule> written = writer().write(rules, call.now(), places::put);
    Records records = new Records(cluster.topics());
    try (RecordWriter writer = new RecordWriter(cluster)) {
      for (ExceptionRule rule : written) {
        writer.write(records.audit(entry(rule, places.get(rule), call)));
      }
      writer.flush();
    } catch (CommandFailure e) {
      throw new CommandFailure(
          "the decision is written and holds, but not who asked for it: " + e.getMessage(), e);
    }
    return written;
  }

  private AuditEntry entry(ExceptionRule rule, RecordMetadata where, Call call) {
    return new AuditEntry(
        Action.REQUESTED,
        rule.subject(),
        new Content(
            SignedText.digest(SignedText.content(rule, cluster.topics().exceptions().codec())),
            rule.madeBy(),
            rule.ground()),
        List.of(),
        "by %s (%s) from %s over HTTP"
            .formatted(call.caller().name(), call.caller().role().word(), call.from()),
        new Cause(
            where.topic(),
            where.partition(),
            where.offset(),
            where.hasTimestamp() ? Instant.ofEpochMilli(where.timestamp()) : call.now()),
        Optional.empty());
  }

  /** Whether it holds by itself; else it waits for signatures. */
  boolean counts(ExceptionRule rule) {
    return writer().verdict(rule).valid();
  }

  String why(ExceptionRule rule) {
    return writer().verdict(rule).reason();
  }

  private ExceptionWriter writer() {
    return new ExceptionWriter(cluster, Optional.empty());
  }
}
