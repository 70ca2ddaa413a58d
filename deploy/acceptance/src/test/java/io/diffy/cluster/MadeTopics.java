package io.diffy.cluster;

import io.diffy.schemas.topic.Topics;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** The topics of a test on its own broker. */
public final class MadeTopics {
  private MadeTopics() {}

  /** Makes them as diffy would. */
  public static void on(Map<String, ?> clients, Topics topics) {
    try (Admin admin = Admin.create(Map.copyOf(clients))) {
      new TopicAdmin(admin).ensure(topics.all(), Map.of());
    }
  }
}
