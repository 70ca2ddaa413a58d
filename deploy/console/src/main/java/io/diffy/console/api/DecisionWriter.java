package io.diffy.console.api;

import io.diffy.accept.ExceptionWriter;
import io.diffy.baseline.BaselineWriter;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.RecordWriter;
import io.diffy.console.http.Call;
import io.diffy.schemas.AuditEntry;
import io.diffy.schemas.AuditEntry.Action;
import io.diffy.schemas.AuditEntry.Cause;
import io.diffy.schemas.AuditEntry.Content;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Decision;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.trust.SignedText;
import io.diffy.service.CommandFailure;
import java.time.Instant;
import java.util.Collections;
import java.util.IdentityHashMap;
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
    audit(written, places, cluster.topics().exceptions().codec(), call);
    return written;
  }

  void baselines(List<Baseline> baselines, Call call) {
    Map<Baseline, RecordMetadata> places = Collections.synchronizedMap(new IdentityHashMap<>());
    new BaselineWriter(cluster).write(baselines, places::put);
    audit(baselines, places, cluster.topics().baselines().codec(), call);
  }

  private <T extends Decision<T>> void audit(
      List<T> written, Map<T, RecordMetadata> places, Codec<T> codec, Call call) {
    Records records = new Records(cluster.topics());
    try (RecordWriter writer = new RecordWriter(cluster)) {
      for (T decision : written) {
        writer.write(records.audit(entry(decision, codec, places.get(decision), call)));
      }
      writer.flush();
    } catch (CommandFailure e) {
      throw new CommandFailure(
          "the decision is written and holds, but not who asked for it: " + e.getMessage(), e);
    }
  }

  private static <T extends Decision<T>> AuditEntry entry(
      T decision, Codec<T> codec, RecordMetadata where, Call call) {
    return new AuditEntry(
        Action.REQUESTED,
        decision.subject(),
        new Content(
            SignedText.digest(SignedText.content(decision, codec)),
            decision.madeBy(),
            decision.ground()),
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
