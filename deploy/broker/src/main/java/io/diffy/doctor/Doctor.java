package io.diffy.doctor;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.TopicReader;
import io.diffy.schemas.topic.Topics;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.terminal.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Looks at an installation from outside and changes nothing: reads here, rules elsewhere. */
public final class Doctor {
  /** How long Kafka may think about one question. */
  static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Cluster cluster;
  private final Path data;
  private final Progress progress;
  private final Instant now;
  private final List<Check> checks = new ArrayList<>();

  /**
   * A doctor for one visit.
   *
   * @param data the data folder; its disk is looked at
   */
  public Doctor(Cluster cluster, Path data, CommandContext context, Progress progress) {
    this.cluster = cluster;
    this.data = data;
    this.progress = progress;
    this.now = context.clock().instant();
  }

  /** Everything, in the order in which one thing rests on another. */
  public List<Check> examine() {
    try (Admin admin = cluster.admin()) {
      Topics topics = cluster.topics();
      BrokerReader brokers = new BrokerReader(admin);
      ConsumerGroupReader groups = new ConsumerGroupReader(cluster, admin);
      look("brokers", () -> BrokerRules.judge(brokers.read()));
      look("topics", () -> TopicRules.judge(topics.all(), brokers.topics(topics), brokers.count()));
      look(
          "topics",
          () ->
              InternalTopicRules.judge(
                  brokers.internal(cluster.applicationId()),
                  topics.observations().partitions(),
                  brokers.count()));
      look("rights", () -> RightsRules.judge(brokers.rights(topics)));
      look("clock", () -> MachineRules.clock(brokers.newest(topics), now));
      look(
          "processor",
          () ->
              ConsumerGroupRules.judgeProcessor(
                  groups.processor(), brokers.retention(topics), now));
      look(
          "sinks",
          () -> ConsumerGroupRules.judgeSinks(groups.sinks(), brokers.retention(topics), now));
      look("dead letters", () -> MachineRules.deadLetters(deadLetters()));
      look(
          "fleet",
          () -> FleetRules.judge(FleetReader.latest(cluster, now), brokers.retention(topics), now));
    }
    look("disk", () -> MachineRules.disk(Disk.under(data)));
    return List.copyOf(checks);
  }

  private long deadLetters() {
    AtomicLong count = new AtomicLong();
    try (TopicReader<byte[]> reader =
        TopicReader.since(
            cluster, cluster.topics().deadLetters(), now.minus(MachineRules.DEAD_LETTERS))) {
      reader.readToEnd(letter -> count.incrementAndGet());
    }
    return count.get();
  }

  /** What can't be read is a line too: the other lines are still worth having. */
  private void look(String about, Supplier<List<Check>> part) {
    progress.step("looking at " + about);
    try {
      checks.addAll(part.get());
    } catch (CommandFailure | KafkaException failed) {
      checks.add(
          Check.problem(
              about,
              "could not be looked at: " + failed.getMessage(),
              "check that this user may describe and read what the line names"));
    }
  }
}
