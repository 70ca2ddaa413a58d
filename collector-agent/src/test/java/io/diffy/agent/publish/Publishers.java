package io.diffy.agent.publish;

import io.diffy.schemas.topic.Topics;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;

/** Lets tests of other packages publish to a producer of theirs. */
public final class Publishers {
  private Publishers() {}

  public static ObservationPublisher to(Producer<byte[], byte[]> producer) {
    return new ObservationPublisher(
        producer, Topics.standard(), ObservationPublisher.Limits.DEFAULT, Optional.empty());
  }
}
