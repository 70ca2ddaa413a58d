package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.SeenTopic;
import io.diffy.cluster.TopicAdmin;
import io.diffy.doctor.Check;
import io.diffy.doctor.CheckList;
import io.diffy.doctor.InternalTopicRules;
import io.diffy.doctor.TopicRules;
import io.diffy.service.CommandContext;
import io.diffy.service.UsageError;
import io.diffy.terminal.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The topics against their declaration: look, make, or say how others can make them. */
@Command(
    name = "topics",
    description = "Compare the topics with their declaration, or make those that are missing.",
    footer = "Exit code 1 when a topic is missing, or differs in a way that loses or refuses data.")
final class TopicsCommand extends ClusterCommand {
  @Mixin private OutputOptions output;

  @Option(
      names = "--check",
      fallbackValue = "true",
      description = "Only look. This is what happens when none of the three is said.")
  private boolean check;

  @Option(
      names = "--create",
      fallbackValue = "true",
      description = "Make those that are missing, then look. Existing ones are never changed.")
  private boolean create;

  @Option(
      names = "--print",
      paramLabel = "sh|json|strimzi|cloudformation",
      description = "Print what would make them, for who may; asks no Kafka.")
  private TopicsText.Form print;

  @Option(
      names = "--replication",
      paramLabel = "N",
      description = "Replicas of the topics that are made. Default: the broker's own default.")
  private Short replication;

  TopicsCommand(CommandContext context) {
    super(context);
  }

  @Override
  void check() {
    if (Stream.of(check, create, print != null).filter(chosen -> chosen).count() > 1) {
      throw new UsageError("choose one of --check, --create and --print");
    }
    if (replicas().filter(n -> n < 1).isPresent()) {
      throw new UsageError("--replication: 1 or more");
    }
  }

  @Override
  public Integer call() {
    if (print == null) {
      return super.call();
    }
    check();
    TopicsText text = new TopicsText(clusterOptions.bootstrapServer(), replicas());
    context.screen().out().print(text.of(print, clusterOptions.declared().all()));
    context.screen().out().flush();
    return ExitCode.NOTHING_FOUND;
  }

  @Override
  Cluster connect(Progress progress) {
    return Cluster.existing(clusterOptions, context, progress);
  }

  @Override
  int run(Cluster cluster, Progress progress) {
    try (Admin admin = cluster.admin()) {
      progress.step("looking at the topics");
      TopicAdmin topics = new TopicAdmin(admin);
      List<String> names = cluster.topics().all().stream().map(topic -> topic.name()).toList();
      Map<String, SeenTopic> seen = topics.look(names);
      if (create) {
        topics.ensure(cluster.topics().all(), Map.of(), replicas());
        List<String> made = names.stream().filter(name -> !seen.containsKey(name)).toList();
        seen.putAll(topics.look(names));
        progress.idle();
        made.forEach(name -> context.note("made " + name));
      }
      progress.idle();
      List<Check> checks =
          new ArrayList<>(TopicRules.judge(cluster.topics().all(), seen, topics.brokers()));
      checks.addAll(
          InternalTopicRules.judge(
              topics.look(topics.namesStartingWith(cluster.applicationId() + "-")),
              cluster.topics().observations().partitions(),
              topics.brokers()));
      return DoctorCommand.print(new CheckList(checks), output, context);
    }
  }

  private Optional<Short> replicas() {
    return Optional.ofNullable(replication);
  }
}
