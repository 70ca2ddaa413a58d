package io.diffy.doctor;

import io.diffy.doctor.Brokers.Broker;
import java.util.List;

/** Whether all brokers answer, and whether transactions can work there. */
final class BrokerRules {
  private static final String ABOUT = "brokers";
  private static final String LOG_REPLICAS = "transaction.state.log.replication.factor";
  private static final String LOG_IN_SYNC = "transaction.state.log.min.isr";

  private BrokerRules() {}

  static List<Check> judge(Brokers brokers) {
    DoctorChecks checks = new DoctorChecks();
    for (Broker broker : brokers.all()) {
      broker
          .silence()
          .ifPresent(
              why ->
                  checks.problem(
                      ABOUT,
                      "%s does not answer: %s".formatted(broker.name(), why),
                      "see that it runs, and that its advertised address can be reached from here"));
    }
    if (checks.isEmpty()) {
      checks.ok(ABOUT, "%d answer".formatted(brokers.all().size()));
    }
    checks.add(version(brokers));
    checks.addAll(transactions(brokers));
    return checks.all();
  }

  private static Check version(Brokers brokers) {
    Integer metadata = brokers.features().get("metadata.version");
    return metadata == null
        ? Check.warning(
            ABOUT,
            "the cluster names no metadata.version: it is older than Kafka 3.3, or not Kafka's own",
            "diffy is tested with Kafka 4.3; see that exactly-once works with a processor before you rely on it")
        : Check.ok(
            ABOUT,
            "metadata.version %d, transaction.version %d"
                .formatted(metadata, brokers.features().getOrDefault("transaction.version", 0)));
  }

  /** A processor without transactions does not start; the broker itself does not complain. */
  private static List<Check> transactions(Brokers brokers) {
    int count = brokers.all().size();
    for (Broker broker : brokers.all()) {
      int replicas = number(broker, LOG_REPLICAS);
      int inSync = number(broker, LOG_IN_SYNC);
      if (Math.max(replicas, inSync) > count) {
        return List.of(
            Check.problem(
                "transactions",
                "%s wants %d replicas and %d in sync for the log of transactions, and there are %d brokers"
                    .formatted(broker.name(), replicas, inSync, count),
                "start the other brokers, or set %s and %s".formatted(LOG_REPLICAS, LOG_IN_SYNC)));
      }
    }
    return List.of();
  }

  private static int number(Broker broker, String setting) {
    return Integer.parseInt(broker.settings().getOrDefault(setting, "0"));
  }
}
