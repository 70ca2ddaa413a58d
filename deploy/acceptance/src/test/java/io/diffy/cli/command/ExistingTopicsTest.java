package io.diffy.cli.command;

import static io.diffy.cli.command.FindingsBroker.client;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.cluster.SeenTopic;
import io.diffy.cluster.TopicAdmin;
import io.diffy.schemas.topic.Topic;
import io.diffy.schemas.topic.Topics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Topics that are there already are left as they are. */
@ExtendWith(FindingsBroker.class)
final class ExistingTopicsTest {
  @Test
  void topicAdminLeavesExistingTopicsAsTheyAre() throws Exception {
    Topics other = new Topics("other", 2);
    try (Admin admin = Admin.create(client())) {
      String name = other.baselines().name();
      admin.createTopics(Set.of(new NewTopic(name, 3, (short) 1))).all().get();
      TopicAdmin topics = new TopicAdmin(admin);
      topics.ensure(other.all(), Map.of());
      SeenTopic kept = topics.look(List.of(name)).get(name);
      assertEquals(3, kept.partitions());
      assertEquals("delete", kept.configs().get("cleanup.policy"));
      assertEquals(
          other.all().stream().map(Topic::name).collect(Collectors.toSet()),
          topics.namesStartingWith("other."));
    }
  }
}
