package io.diffy.baseline;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.RecordWriter;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.SignedBy;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.trust.Signer;
import io.diffy.schemas.trust.TrustPolicy.Verdict;
import io.diffy.service.CommandFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Writes baselines, signed by whoever signs: those that count to their place, others beside it. */
public record BaselineWriter(Cluster cluster) {

  private Codec<Baseline> codec() {
    return cluster.topics().baselines().codec();
  }

  /** With one more signature, if somebody signs, and without those that do not hold. */
  public Baseline signed(Baseline baseline, Optional<Signer> signer, Instant at) {
    return signer
        .map(
            one ->
                one.in(cluster.trust().realm())
                    .sign(cluster.trust().withoutWrong(baseline, codec()), codec(), at))
        .orElse(baseline);
  }

  /** With a signature that was made elsewhere; throws when it does not hold. */
  Baseline signed(Baseline baseline, SignedBy given) {
    Verdict alone = verdict(baseline.signed(List.of(given)));
    if (!alone.keys().contains(given.key())) {
      throw new CommandFailure(
          alone.reason().isEmpty() ? "no signatures are asked for here" : alone.reason());
    }
    List<SignedBy> all =
        new ArrayList<>(cluster.trust().withoutWrong(baseline, codec()).signatures());
    all.removeIf(one -> one.key().equals(given.key()));
    all.add(given);
    return baseline.signed(all);
  }

  /** What its signatures are worth here. */
  public Verdict verdict(Baseline baseline) {
    return cluster.trust().judge(baseline, codec());
  }

  /** What is in force of a group, ended with a reason by the next versions; writes nothing. */
  public List<Baseline> ended(GroupKey group, String query, String by, String reason, Instant at) {
    List<Baseline> ended =
        KnownBaselines.read(cluster, group, query).all().stream()
            .flatMap(pair -> pair.inForce().stream())
            .filter(baseline -> !baseline.withdrawn())
            .map(baseline -> baseline.withdrawn(at, by, reason))
            .toList();
    if (ended.isEmpty()) {
      throw new CommandFailure("no baseline of " + group + " is in force");
    }
    return ended;
  }

  /** Writes them; what has signatures enough takes its own proposal away. */
  public void write(List<Baseline> baselines) {
    write(baselines, (baseline, where) -> {});
  }

  /**
   * The same.
   *
   * @param written is told where each lies
   */
  public void write(List<Baseline> baselines, BiConsumer<Baseline, RecordMetadata> written) {
    Records records = new Records(cluster.topics());
    try (RecordWriter writer = new RecordWriter(cluster)) {
      for (Baseline baseline : baselines) {
        boolean counts = verdict(baseline).valid();
        writer.write(
            counts ? records.baseline(baseline) : records.proposal(baseline),
            where -> written.accept(baseline, where));
        if (counts && cluster.trust().required()) {
          writer.write(records.settled(baseline));
        }
      }
      writer.flush();
    }
  }
}
