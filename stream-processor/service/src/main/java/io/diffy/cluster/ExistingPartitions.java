package io.diffy.cluster;

import io.diffy.service.CommandFailure;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** How many partitions the topics of a Kafka have; the first question that it is asked. */
final class ExistingPartitions {
  private ExistingPartitions() {}

  /** What exists decides: keys were spread over that many partitions. */
  static Optional<Integer> of(Map<String, String> kafka, ClusterOptions options) {
    Map<String, Object> impatient = new TreeMap<>(kafka);
    impatient.putIfAbsent("request.timeout.ms", "5000");
    impatient.putIfAbsent("default.api.timeout.ms", "10000");
    try (Admin admin = Admin.create(impatient)) {
      return new TopicAdmin(admin).partitions(options.declared().observations().name());
    } catch (KafkaException | CommandFailure e) {
      throw new CommandFailure(
          "can't use Kafka at %s: %s"
              .formatted(
                  kafka.get("bootstrap.servers"),
                  AccessTrouble.sentence(e)
                      .map(sentence -> e instanceof CommandFailure ? e.getMessage() : sentence)
                      .orElseGet(() -> why(e, kafka))),
          e);
    }
  }

  private static String why(RuntimeException e, Map<String, String> kafka) {
    // A client that can't even be made says so, and only its cause says why.
    Throwable cause = e;
    while (cause.getCause() != null && !(e instanceof CommandFailure)) {
      cause = cause.getCause();
    }
    return cause.getMessage()
        + "; check --bootstrap-server and the kafka.* settings"
        + (kafka.containsKey("security.protocol")
            ? ""
            : "; where Kafka wants TLS or a password, kafka.security.protocol says so");
  }
}
