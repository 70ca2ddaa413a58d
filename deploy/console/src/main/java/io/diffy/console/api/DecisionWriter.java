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
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Decision;
import io.diffy.schemas.DecisionSubject;
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
 * Writes decisions, and who asked for each and for work, when and from where. Nobody signs here: a
 * key belongs on no server, so where signatures are asked for it is a proposal.
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
    try {
      write(written.stream().map(one -> entry(one, codec, places.get(one), call)).toList());
    } catch (CommandFailure e) {
      throw new CommandFailure(
          "the decision is written and holds, but not who asked for it: " + e.getMessage(), e);
    }
  }

  /**
   * Who asked for work, or for its end. Work that nobody could be named for does not go on.
   *
   * @param asked what for, in words
   */
  void work(ConsoleTask task, String asked, Call call) {
    DecisionSubject subject =
        new DecisionSubject(task.kind(), task.groupKey(), "", Cohort.UNKNOWN, 0, task.id(), "");
    Content content = new Content("", call.caller().name(), asked);
    Cause none = new Cause(cluster.topics().audit().name(), 0, 0, call.now());
    try {
      write(List.of(entry(subject, content, none, call)));
    } catch (CommandFailure e) {
      task.cancel();
      throw new CommandFailure(
          "it was ended, since who asked for it could not be written: " + e.getMessage(), e);
    }
  }

  private void write(List<AuditEntry> entries) {
    Records records = new Records(cluster.topics());
    try (RecordWriter writer = new RecordWriter(cluster)) {
      entries.forEach(entry -> writer.write(records.audit(entry)));
      writer.flush();
    }
  }

  private static <T extends Decision<T>> AuditEntry entry(
      T decision, Codec<T> codec, RecordMetadata where, Call call) {
    Content content =
        new Content(
            SignedText.digest(SignedText.content(decision, codec)),
            decision.madeBy(),
            decision.ground());
    Cause cause =
        new Cause(
            where.topic(),
            where.partition(),
            where.offset(),
            where.hasTimestamp() ? Instant.ofEpochMilli(where.timestamp()) : call.now());
    return entry(decision.subject(), content, cause, call);
  }

  private static AuditEntry entry(
      DecisionSubject subject, Content content, Cause cause, Call call) {
    return new AuditEntry(
        Action.REQUESTED,
        subject,
        content,
        List.of(),
        "by %s (%s) from %s over HTTP"
            .formatted(call.caller().name(), call.caller().role().word(), call.from()),
        cause,
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
