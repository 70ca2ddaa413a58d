package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.ClusterOptions;
import io.diffy.cluster.SeenTopic;
import io.diffy.cluster.TopicAdmin;
import io.diffy.doctor.CheckList;
import io.diffy.doctor.TopicRules;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Terminal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The topics against their declaration: look, make, or say how others can make them. */
@Command(
    name = "topics",
    description = "Compare the topics with their declaration, or make those that are missing.",
    footer = "Exit code 1 when a topic is missing, or differs in a way that loses or refuses data.")
public final class TopicsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions clusterOptions;
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
      paramLabel = "sh|json",
      description = "Print what would make them, for who may; asks no Kafka.")
  private TopicsText.Form print;

  @Option(
      names = "--replication",
      paramLabel = "N",
      description = "Replicas of the topics that are made. Default: the broker's own default.")
  private Short replication;

  private final CommandContext shell;

  public TopicsCommand(CommandContext shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    if (Stream.of(check, create, print != null).filter(chosen -> chosen).count() > 1) {
      throw usage("choose one of --check, --create and --print");
    }
    Optional<Short> replicas = Optional.ofNullable(replication);
    if (replicas.filter(n -> n < 1).isPresent()) {
      throw usage("--replication: 1 or more");
    }
    if (print != null) {
      TopicsText text = new TopicsText(clusterOptions.bootstrapServer(), replicas);
      shell.screen().out().print(text.of(print, clusterOptions.declared().all()));
      shell.screen().out().flush();
      return ExitCode.NOTHING_FOUND;
    }
    return look(replicas);
  }

  private int look(Optional<Short> replicas) {
    try (Progress progress = new Progress(shell.screen());
        Cluster cluster = Cluster.existing(clusterOptions, shell, progress);
        Admin admin = cluster.admin()) {
      progress.step("looking at the topics");
      TopicAdmin topics = new TopicAdmin(admin);
      List<String> names = cluster.topics().all().stream().map(topic -> topic.name()).toList();
      Map<String, SeenTopic> before = topics.look(names);
      if (create) {
        topics.ensure(cluster.topics().all(), Map.of(), replicas);
      }
      Map<String, SeenTopic> now = create ? topics.look(names) : before;
      progress.idle();
      CheckList list =
          new CheckList(TopicRules.judge(cluster.topics().all(), now, topics.brokers()));
      if (create) {
        names.stream()
            .filter(name -> !before.containsKey(name))
            .forEach(name -> shell.screen().note("made " + Terminal.safe(name)));
      }
      Printed.lines(list, output.format, shell.screen());
      return list.hasProblems() ? ExitCode.FINDINGS : ExitCode.NOTHING_FOUND;
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
