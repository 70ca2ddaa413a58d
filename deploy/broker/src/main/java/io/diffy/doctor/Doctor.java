package io.diffy.doctor;

import io.diffy.cluster.Cluster;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.terminal.Progress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Looks at an installation from outside and changes nothing: reads here, rules elsewhere. */
public final class Doctor {
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
      BrokerReader brokers = new BrokerReader(admin);
      ConsumerGroupReader groups = new ConsumerGroupReader(cluster, admin);
      look("brokers", () -> BrokerRules.judge(brokers.read()));
      look(
          "topics",
          () ->
              TopicRules.judge(
                  cluster.topics().all(), brokers.topics(cluster.topics()), brokers.count()));
      look(
          "topics",
          () ->
              TopicRules.judgeInternal(brokers.internal(cluster.applicationId()), brokers.count()));
      look("rights", () -> RightsRules.judge(brokers.rights(cluster.topics())));
      look("clock", () -> ClockRules.judge(brokers.newest(cluster.topics()), now));
      look(
          "processor",
          () ->
              ConsumerGroupRules.judgeProcessor(
                  groups.processor(), brokers.retention(cluster.topics()), now));
      look(
          "sinks",
          () ->
              ConsumerGroupRules.judgeSinks(
                  groups.sinks(), brokers.retention(cluster.topics()), now));
      look(
          "dead letters",
          () ->
              DeadLetterRules.judge(
                  DeadLetterReader.since(cluster, now.minus(DeadLetterRules.SPAN))));
      look(
          "fleet",
          () ->
              FleetRules.judge(
                  FleetReader.latest(cluster, now), brokers.retention(cluster.topics()), now));
    }
    look("disk", () -> DiskRules.judge(DiskReader.of(data)));
    return List.copyOf(checks);
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
