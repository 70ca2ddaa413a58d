package io.diffy.baseline;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.RecordWriter;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.trust.Signer;
import io.diffy.schemas.trust.TrustPolicy.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Writes baselines, signed by whoever signs: those that count to their place, others beside it. */
public record BaselineWriter(Cluster cluster) {

  private Codec<Baseline> codec() {
    return cluster.topics().baselines().codec();
  }

  /** With one more signature, if somebody signs, and without those that do not hold. */
  public Baseline signed(Baseline baseline, Optional<Signer> signer, Instant at) {
    return signer
        .map(one -> one.sign(cluster.trust().withoutWrong(baseline, codec()), codec(), at))
        .orElse(baseline);
  }

  /** What its signatures are worth here. */
  public Verdict verdict(Baseline baseline) {
    return cluster.trust().judge(baseline, codec());
  }

  /** Writes them; what has signatures enough takes its own proposal away. */
  public void write(List<Baseline> baselines) {
    Records records = new Records(cluster.topics());
    try (RecordWriter writer = new RecordWriter(cluster)) {
      for (Baseline baseline : baselines) {
        if (!verdict(baseline).valid()) {
          writer.write(records.proposal(baseline));
          continue;
        }
        writer.write(records.baseline(baseline));
        if (cluster.trust().required()) {
          writer.write(records.settled(baseline));
        }
      }
      writer.flush();
    }
  }
}
