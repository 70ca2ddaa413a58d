package io.diffy.cluster;

import io.diffy.schemas.topic.Topics;
import io.diffy.service.UsageError;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which Kafka a command talks to; the same options everywhere. */
public final class ClusterOptions {
  @Option(
      names = "--bootstrap-server",
      paramLabel = "HOST:PORT",
      description =
          "Kafka to use. Default: the one that runs over the data folder, else one started for this command.")
  String bootstrapServer = "";

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "Keeps everything between two calls. Default: ~/.diffy")
  Path data = DataFolder.defaultPath();

  @Option(
      names = "--topic-prefix",
      paramLabel = "NAME",
      defaultValue = Topics.DEFAULT_PREFIX,
      description = "First part of every topic's name. Default: ${DEFAULT-VALUE}")
  String topicPrefix;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description =
          "Partitions of topics that must be created. Default: "
              + Topics.DEFAULT_PARTITIONS
              + "; 1 where a command that ends on its own makes the data folder.")
  int partitions;

  @Option(
      names = "--findings-state",
      paramLabel = "true|false",
      arity = "1",
      defaultValue = "true",
      description =
          "Whether the last event of each finding is kept on a compacted topic too. Default: ${DEFAULT-VALUE}")
  boolean findingsState;

  /** Keeps everything between two calls. */
  public Path data() {
    return data;
  }

  /** First part of every topic's name. */
  public String topicPrefix() {
    return UsageError.parse("--topic-prefix", topicPrefix, Topics::requirePrefix);
  }

  /** The Kafka that was named; empty when none was. */
  public String bootstrapServer() {
    return bootstrapServer;
  }

  /** The topics as these options declare them, whatever a cluster holds. */
  public Topics declared() {
    return new Topics(topicPrefix(), partitions(), findingsState);
  }

  /** Of topics that must be created. */
  public int partitions() {
    return partitions(Topics.DEFAULT_PARTITIONS);
  }

  /** The same where nobody but this process ever shared them out: each costs time to start. */
  int fewPartitions() {
    return partitions(1);
  }

  private int partitions(int unsaid) {
    return partitions == 0 ? unsaid : partitions;
  }

  /** The Kafka to use, or the data folder over which one runs or will. */
  public String where() {
    return bootstrapServer.isEmpty() ? "the Kafka over " + data : bootstrapServer;
  }

  /** Whether there is something to read: a Kafka is named, or one ran over the data folder. */
  public boolean isInUse() {
    return !bootstrapServer.isEmpty() || Files.isDirectory(new DataFolder(data).broker());
  }

  /** As if nothing had been said on the command line. */
  public static ClusterOptions standard() {
    ClusterOptions options = new ClusterOptions();
    options.topicPrefix = Topics.DEFAULT_PREFIX;
    options.findingsState = true;
    return options;
  }
}
