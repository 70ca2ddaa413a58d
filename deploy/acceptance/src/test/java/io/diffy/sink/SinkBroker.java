package io.diffy.sink;

import io.diffy.broker.EmbeddedBroker;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.MadeTopics;
import io.diffy.schemas.topic.Topics;
import java.util.Map;

/** One broker for many tests, with topics for each. */
record SinkBroker(EmbeddedBroker broker, Map<String, String> clients) implements AutoCloseable {

  static SinkBroker start() {
    EmbeddedBroker broker = EmbeddedBroker.temporary();
    return new SinkBroker(broker, Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  SinkTopic topics(String prefix) {
    MadeTopics.on(clients, new Topics(prefix, 2));
    return new SinkTopic(Cluster.given(clients, prefix), prefix + "-sink-test");
  }

  @Override
  public void close() {
    broker.close();
  }
}
