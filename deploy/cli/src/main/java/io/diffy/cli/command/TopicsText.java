package io.diffy.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.json.Json;
import io.diffy.schemas.topic.Topic;
import io.diffy.terminal.Phrases;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The declared topics as text, for tools that make them under other rights.
 *
 * @param bootstrapServer for the commands; empty for a variable that the caller's shell fills
 * @param replicas empty leaves it to the broker
 */
record TopicsText(String bootstrapServer, Optional<Short> replicas) {

  /** It must be said there, and MSK's clusters have two zones or three. */
  private static final Short MSK_REPLICAS = 2;

  /** Names of resources are letters and digits alone. */
  private static final Pattern CAPITAL = Pattern.compile("(?:^|[._-])([a-zA-Z0-9])");

  private static final String TEMPLATE =
      """
      AWSTemplateFormatVersion: '2010-09-09'
      Parameters:
        Cluster:
          Type: String
          Description: ARN of the MSK cluster
      Resources:
      """;

  /** What the text is for. */
  enum Form {
    /** Lines of Kafka's own kafka-topics.sh. */
    SH,
    /** An array of objects: name, partitions, replicas when told, configs. */
    JSON,
    /** Objects of Kubernetes that Strimzi's operator makes topics of. */
    STRIMZI,
    /** A template of CloudFormation for Amazon MSK; its parameter is the cluster. */
    CLOUDFORMATION
  }

  String of(Form form, List<Topic<?>> topics) {
    return switch (form) {
      case SH -> String.join("", topics.stream().map(this::line).toList());
      case JSON -> json(topics);
      case CLOUDFORMATION -> TEMPLATE + String.join("", topics.stream().map(this::ofMsk).toList());
      case STRIMZI -> String.join("---\n", topics.stream().map(this::resource).toList());
    };
  }

  private String line(Topic<?> topic) {
    StringBuilder line = new StringBuilder("kafka-topics.sh --bootstrap-server ");
    line.append(
        bootstrapServer.isEmpty() ? "\"$BOOTSTRAP_SERVER\"" : Phrases.shell(bootstrapServer));
    line.append(" --create --if-not-exists --topic ").append(Phrases.shell(topic.name()));
    line.append(" --partitions ").append(topic.partitions());
    replicas.ifPresent(n -> line.append(" --replication-factor ").append(n));
    topic.configs().forEach((k, v) -> line.append(" --config ").append(k).append('=').append(v));
    return line.append('\n').toString();
  }

  private String resource(Topic<?> topic) {
    StringBuilder text =
        new StringBuilder(
            """
            apiVersion: kafka.strimzi.io/v1beta2
            kind: KafkaTopic
            metadata:
              name: %s
              labels:
                strimzi.io/cluster: kafka
            spec:
              topicName: %1$s
              partitions: %d
            """
                .formatted(topic.name(), topic.partitions()));
    replicas.ifPresent(n -> text.append("  replicas: ").append(n).append('\n'));
    text.append("  config:\n");
    topic.configs().forEach((k, v) -> text.append("    %s: \"%s\"\n".formatted(k, v)));
    return text.toString();
  }

  private String ofMsk(Topic<?> topic) {
    StringBuilder text =
        new StringBuilder(
            """
              Topic%s:
                Type: AWS::MSK::Topic
                # What people decided and what was found: neither goes with the stack.
                DeletionPolicy: Retain
                UpdateReplacePolicy: Retain
                Properties:
                  ClusterArn: { Ref: Cluster }
                  TopicName: %s
                  PartitionCount: %d
                  ReplicationFactor: %d
                  Configs:
                    Fn::Base64: |
            """
                .formatted(
                    CAPITAL
                        .matcher(topic.name())
                        .replaceAll(word -> word.group(1).toUpperCase(Locale.ROOT)),
                    topic.name(),
                    topic.partitions(),
                    replicas.orElse(MSK_REPLICAS)));
    topic.configs().forEach((k, v) -> text.append("          %s=%s\n".formatted(k, v)));
    return text.toString();
  }

  private String json(List<Topic<?>> topics) {
    ArrayNode all = Json.mapper().createArrayNode();
    for (Topic<?> topic : topics) {
      ObjectNode one = all.addObject();
      one.put("name", topic.name()).put("partitions", topic.partitions());
      replicas.ifPresent(n -> one.put("replicas", n));
      ObjectNode configs = one.putObject("configs");
      topic.configs().forEach(configs::put);
    }
    return all.toPrettyString() + "\n";
  }
}
