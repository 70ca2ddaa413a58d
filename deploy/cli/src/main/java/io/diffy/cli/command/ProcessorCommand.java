package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.SeenTopic;
import io.diffy.cluster.TopicAdmin;
import io.diffy.doctor.Check;
import io.diffy.doctor.InternalTopicRules;
import io.diffy.doctor.TopicRules;
import io.diffy.replay.processing.LocalProcessor;
import io.diffy.replay.processing.ProcessorHealth;
import io.diffy.replay.processing.ProcessorLauncher;
import io.diffy.replay.processing.ProcessorMeters;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.terminal.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;

/** The processor alone, against a Kafka that others run. */
@Command(
    name = "processor",
    description = "Run the processor against a Kafka that runs elsewhere, until Ctrl-C.")
final class ProcessorCommand extends ServiceCommand<ProcessorHealth> {
  private final ProcessorLauncher launcher;

  ProcessorCommand(CommandContext context, ProcessorLauncher launcher) {
    super(context, new ProcessorHealth());
    this.launcher = launcher;
  }

  @Override
  int run(Cluster cluster, Progress progress) {
    ProcessorMeters.show(metrics, health);
    progress.step("looking at the topics");
    cluster.ensureTopics(Map.of());
    lookAtTopics(cluster);
    try (LocalProcessor processor =
        LocalProcessor.start(health.watching(launcher), cluster, progress)) {
      progress.idle();
      context.say(
          "Processing %s at %s. Ctrl-C stops.",
          cluster.topics().observations().name(), cluster.bootstrapServers());
      processor.awaitStop();
    }
    return ExitCode.NOTHING_FOUND;
  }

  /** Says what is wrong with the topics; refuses where it can't work with them. */
  private void lookAtTopics(Cluster cluster) {
    try (Admin admin = cluster.admin()) {
      TopicAdmin topics = new TopicAdmin(admin);
      int partitions = cluster.topics().observations().partitions();
      List<String> names = cluster.topics().all().stream().map(topic -> topic.name()).toList();
      Map<String, SeenTopic> seen = topics.look(names);
      Map<String, SeenTopic> internal = internal(topics, cluster.applicationId());
      CommandFailure.throwIf(TopicRules.refusal(cluster.topics().all(), seen));
      CommandFailure.throwIf(InternalTopicRules.refusal(internal, partitions));
      int brokers = topics.brokers();
      List<Check> checks = new ArrayList<>(TopicRules.judge(cluster.topics().all(), seen, brokers));
      checks.addAll(InternalTopicRules.judge(internal, partitions, brokers));
      for (Check check : checks) {
        if (check.level() != Check.Level.OK) {
          context.warn("%s %s; %s", check.about(), check.says(), check.todo());
        }
      }
    }
  }

  /** Who may not look at them may still work with them. */
  private Map<String, SeenTopic> internal(TopicAdmin topics, String applicationId) {
    try {
      return topics.look(topics.namesStartingWith(applicationId + "-"));
    } catch (CommandFailure e) {
      context.warn("the internal topics are not looked at: %s", e.getMessage());
      return Map.of();
    }
  }
}
