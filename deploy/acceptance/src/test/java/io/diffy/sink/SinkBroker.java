package io.diffy.sink;

import io.diffy.broker.EmbeddedBroker;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.TopicAdmin;
import io.diffy.schemas.topic.Topics;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** One broker for many tests, with topics for each. */
record SinkBroker(EmbeddedBroker broker, Map<String, String> clients) implements AutoCloseable {

  static SinkBroker start() {
    EmbeddedBroker broker = EmbeddedBroker.temporary();
    return new SinkBroker(broker, Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  SinkTopic topics(String prefix) {
    try (Admin admin = Admin.create(Map.copyOf(clients))) {
      new TopicAdmin(admin).ensure(new Topics(prefix, 2).all(), Map.of());
    }
    return new SinkTopic(Cluster.given(clients, prefix), prefix + "-sink-test");
  }

  @Override
  public void close() {
    broker.close();
  }
}
