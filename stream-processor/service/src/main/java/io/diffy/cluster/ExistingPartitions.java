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
    FirstContact.trouble(kafka)
        .ifPresent(
            trouble -> {
              throw new CommandFailure(
                  "can't use Kafka at %s: %s".formatted(kafka.get("bootstrap.servers"), trouble));
            });
    Map<String, Object> impatient = new TreeMap<>(kafka);
    // Who does not say that it has a password is not told by Kafka that it needs one.
    impatient.putIfAbsent("default.api.timeout.ms", withTlsAlone(kafka) ? "3000" : "10000");
    impatient.putIfAbsent("request.timeout.ms", withTlsAlone(kafka) ? "2500" : "5000");
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
    if (!String.valueOf(cause.getMessage()).contains("Timed out")) {
      return cause.getMessage() + "; check --bootstrap-server and the kafka.* settings";
    }
    return withTlsAlone(kafka)
        ? "it speaks TLS and then answers nothing; where it wants a password too, set kafka.security.protocol=SASL_SSL"
        : "it answers there, and then nothing more comes; check that the addresses that it names for its brokers (advertised.listeners) can be reached from here, and that they run";
  }

  private static boolean withTlsAlone(Map<String, String> kafka) {
    return "SSL".equalsIgnoreCase(kafka.get("security.protocol"));
  }
}
