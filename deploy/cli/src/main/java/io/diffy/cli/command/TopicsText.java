package io.diffy.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.json.Json;
import io.diffy.schemas.topic.Topic;
import io.diffy.terminal.Phrases;
import java.util.List;
import java.util.Optional;

/**
 * The declared topics as text, for tools that make them under other rights.
 *
 * @param bootstrapServer for the commands; empty for a variable that the caller's shell fills
 * @param replicas empty leaves it to the broker
 */
record TopicsText(String bootstrapServer, Optional<Short> replicas) {

  /** What the text is for. */
  enum Form {
    /** Lines of Kafka's own kafka-topics.sh. */
    SH,
    /** An array of objects: name, partitions, replicas when told, configs. */
    JSON,
    /** Objects of Kubernetes that Strimzi's operator makes topics of. */
    STRIMZI
  }

  String of(Form form, List<Topic<?>> topics) {
    return switch (form) {
      case SH -> String.join("", topics.stream().map(this::line).toList());
      case JSON -> json(topics);
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
