package io.diffy.cluster;

import io.diffy.service.CommandFailure;
import java.nio.file.NoSuchFileException;
import java.security.UnrecoverableKeyException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** How many partitions the topics of a Kafka have; the first question that it is asked. */
final class ExistingPartitions {
  private static final String CHECK = "; check --bootstrap-server and the kafka.* settings";
  private static final List<String> STORES = List.of("ssl.truststore", "ssl.keystore");

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
    impatient.putIfAbsent("default.api.timeout.ms", "10000");
    impatient.putIfAbsent("request.timeout.ms", "5000");
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
    if (e instanceof CommandFailure) {
      return e.getMessage().contains("Timed out")
          ? "it answers there, and then nothing more comes; check that the addresses that it names for its brokers (advertised.listeners) can be reached from here, and that they run"
          : e.getMessage() + CHECK;
    }
    // A client that can't even be made says so, and only its causes say why.
    String store = "";
    Throwable cause = e;
    for (; cause.getCause() != null; cause = cause.getCause()) {
      String says = String.valueOf(cause.getMessage());
      store = STORES.stream().filter(s -> says.contains(file(s, kafka))).findFirst().orElse(store);
    }
    return store.isEmpty()
        ? cause.getMessage() + CHECK
        : "kafka.%1$s.location names %2$s, which can't be used: %3$s; kafka.%1$s.type is PEM for a .pem file, PKCS12 for a .p12 file, which needs kafka.%1$s.password too"
            .formatted(store, file(store, kafka), ofAFile(cause));
  }

  private static String ofAFile(Throwable cause) {
    if (cause instanceof NoSuchFileException) {
      return "there is no such file";
    }
    return cause instanceof UnrecoverableKeyException
        ? "the password is wrong"
        : cause.getMessage();
  }

  private static String file(String store, Map<String, String> kafka) {
    return kafka.getOrDefault(store + ".location", "\n");
  }
}
