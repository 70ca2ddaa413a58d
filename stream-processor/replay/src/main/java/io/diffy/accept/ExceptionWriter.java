package io.diffy.accept;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.RecordWriter;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.trust.Signer;
import io.diffy.schemas.trust.TrustPolicy.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Writes exceptions and notes on findings, signed by whoever signs: those that count to their
 * place, others beside it.
 *
 * @param signer who signs what is written
 */
public record ExceptionWriter(Cluster cluster, Optional<Signer> signer) {
  /** Writes them, and returns them as they were written. */
  public List<ExceptionRule> write(List<ExceptionRule> unsigned, Instant now) {
    return write(unsigned, now, (rule, where) -> {});
  }

  /**
   * The same.
   *
   * @param written is told where the last record of each lies
   */
  public List<ExceptionRule> write(
      List<ExceptionRule> unsigned,
      Instant now,
      BiConsumer<ExceptionRule, RecordMetadata> written) {
    List<ExceptionRule> rules = unsigned.stream().map(rule -> signed(rule, now)).toList();
    Records records = new Records(cluster.topics());
    try (RecordWriter writer = new RecordWriter(cluster)) {
      for (ExceptionRule rule : rules) {
        boolean counts = verdict(rule).valid();
        (counts ? records.exceptions(rule) : records.proposals(rule))
            .forEach(record -> writer.write(record, where -> written.accept(rule, where)));
        if (counts && cluster.trust().required()) {
          records.settled(rule).forEach(writer::write);
        }
      }
      writer.flush();
    }
    return rules;
  }

  /** What its signatures are worth here. */
  public Verdict verdict(ExceptionRule rule) {
    return cluster.trust().judge(rule, codec());
  }

  private ExceptionRule signed(ExceptionRule rule, Instant now) {
    return signer
        .map(
            one ->
                one.in(cluster.trust().realm())
                    .sign(cluster.trust().withoutWrong(rule, codec()), codec(), now))
        .orElse(rule);
  }

  private Codec<ExceptionRule> codec() {
    return cluster.topics().exceptions().codec();
  }
}
