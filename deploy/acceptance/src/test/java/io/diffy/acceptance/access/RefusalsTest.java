package io.diffy.acceptance.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diffy.schemas.topic.Topic;
import io.diffy.schemas.topic.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With the ACLs of its role a user can do this, and Kafka refuses everything else. */
final class RefusalsTest {
  /** Not the default: what is granted must follow the prefix. */
  private static final String PREFIX = "acme";

  @TempDir private static Path folder;
  private static SecuredBroker broker;

  @BeforeAll
  static void aBrokerThatDeniesAndOneUserOfEachRole() throws Exception {
    broker = SecuredBroker.start(folder);
    Roles roles = new Roles(broker, folder);
    roles.createTopics(PREFIX);
    for (String role :
        List.of(
            "agent",
            "collector",
            "osquery",
            "baselines",
            "processor",
            "responder",
            "console",
            "siem",
            "sink",
            "archive",
            "admin")) {
      roles.grant(PREFIX, role);
    }
    broker.addUser("nobody");
    try (TopicAttempts owner = new TopicAttempts(broker.client(SecuredBroker.OWNER))) {
      for (Topic<?> topic : topics()) {
        assertEquals(Optional.empty(), owner.write(topic.name()));
      }
    }
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "agent,     '',                                                                   observations",
    "collector, collectors,                                                           observations",
    "osquery,   enrollments asks,                                                     observations enrollments asks",
    "baselines, baselines findings observations,                                                   baselines",
    "processor, observations baselines exceptions control rerouted audit,             control rerouted findings findings-state evaluations dead-letters audit",
    "responder, findings findings-state evaluations baselines exceptions control observations audit enrollments asks, exceptions control observations asks",
    "console,   findings findings-state evaluations baselines exceptions observations dead-letters audit, baselines exceptions audit",
    "siem,      findings findings-state,                                              ''",
    "sink,      findings,                                                             dead-letters",
    "archive,   findings observations baselines exceptions control evaluations audit, dead-letters",
    "admin,     '',                                                                   ''",
    "nobody,    '',                                                                   ''"
  })
  void aRoleReadsAndWritesTheseTopicsOnly(String role, String reads, String writes)
      throws InterruptedException {
    Set<String> read = new TreeSet<>();
    Set<String> written = new TreeSet<>();
    try (TopicAttempts attempts = new TopicAttempts(broker.client(role))) {
      for (Topic<?> topic : topics()) {
        String word = topic.name().substring(PREFIX.length() + 1);
        keep(word, attempts.read(topic.name()), read);
        keep(word, attempts.write(topic.name()), written);
      }
    }
    assertEquals(words(reads), read);
    assertEquals(words(writes), written);
  }

  @ParameterizedTest
  @CsvSource({
    "agent,     acme-sink-opensearch, observations",
    "collector, acme-processor,       collectors",
    "processor, acme-sink-opensearch, observations",
    "siem,      acme-processor,       findings",
    "siem,      acme-sink-opensearch, findings",
    "sink,      acme-processor,       findings",
    "responder, acme-processor,       observations"
  })
  void nobodyMovesAnothersPlaceOnATopic(String role, String group, String topic) {
    assertInstanceOf(
        GroupAuthorizationException.class,
        attempts(role).commit(group, PREFIX + "." + topic).orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "collector, acme-collectors,              collectors",
    "processor, acme-processor,               observations",
    "siem,      acme-siem,                    findings",
    "siem,      vector-acme,                  findings",
    "siem,      connect-acme-findings-splunk, findings",
    "sink,      acme-sink-opensearch,         findings",
    "archive,   acme-sink-s3-observations,    observations"
  })
  void itsOwnPlaceItWritesDown(String role, String group, String topic) {
    assertEquals(Optional.empty(), attempts(role).commit(group, PREFIX + "." + topic));
  }

  @Test
  void onlyTheProcessorBeginsItsTransactions() {
    String id = PREFIX + "-processor-9c1f2d0e-1";
    assertEquals(Optional.empty(), attempts("processor").takeOver(id));
    for (String role : List.of("agent", "responder", "siem", "sink", "admin")) {
      assertInstanceOf(
          TransactionalIdAuthorizationException.class,
          attempts(role).takeOver(id).orElseThrow(),
          role);
    }
    assertInstanceOf(
        TransactionalIdAuthorizationException.class,
        attempts("processor").takeOver("payments-1").orElseThrow());
  }

  @Test
  void onlyTheAdminMakesChangesAndRemovesTopics() throws Exception {
    String mine = PREFIX + ".more";
    String others = "payments";
    try (Admin admin = admin("admin")) {
      admin.createTopics(List.of(new NewTopic(mine, 1, (short) 1))).all().get();
      admin.incrementalAlterConfigs(retention(mine)).all().get();
      admin.deleteTopics(List.of(mine)).all().get();
      refused(
          TopicAuthorizationException.class,
          admin.createTopics(List.of(new NewTopic(others, 1, (short) 1))).all());
    }
    for (String role : List.of("agent", "processor", "responder", "siem", "sink")) {
      try (Admin admin = admin(role)) {
        refused(
            TopicAuthorizationException.class,
            admin.createTopics(List.of(new NewTopic(mine, 1, (short) 1))).all());
        String findings = PREFIX + ".findings";
        refused(TopicAuthorizationException.class, admin.deleteTopics(List.of(findings)).all());
        refused(
            TopicAuthorizationException.class,
            admin.incrementalAlterConfigs(retention(findings)).all());
      }
    }
  }

  @Test
  void nobodyGrantsThemselvesMore() {
    AclBinding everything =
        new AclBinding(
            new ResourcePattern(ResourceType.TOPIC, "*", PatternType.LITERAL),
            new AccessControlEntry("User:*", "*", AclOperation.ALL, AclPermissionType.ALLOW));
    for (String role : List.of("agent", "processor", "responder", "siem", "sink", "admin")) {
      try (Admin admin = admin(role)) {
        refused(ClusterAuthorizationException.class, admin.createAcls(List.of(everything)).all());
      }
    }
  }

  @Test
  void anAgentDoesNotEvenSeeWhatElseThereIs() throws Exception {
    try (Admin admin = admin("agent")) {
      assertEquals(Set.of(PREFIX + ".observations"), admin.listTopics().names().get());
    }
  }

  private static void keep(String topic, Optional<Exception> refusal, Collection<String> allowed) {
    if (refusal.isEmpty()) {
      allowed.add(topic);
    } else {
      assertInstanceOf(TopicAuthorizationException.class, refusal.get(), topic);
    }
  }

  private static void refused(Class<? extends Exception> why, KafkaFuture<?> attempt) {
    assertInstanceOf(why, assertThrows(ExecutionException.class, attempt::get).getCause());
  }

  private static Map<ConfigResource, Collection<AlterConfigOp>> retention(String topic) {
    return Map.of(
        new ConfigResource(ConfigResource.Type.TOPIC, topic),
        List.of(
            new AlterConfigOp(new ConfigEntry("retention.ms", "60000"), AlterConfigOp.OpType.SET)));
  }

  private static List<Topic<?>> topics() {
    return new ArrayList<>(new Topics(PREFIX, Topics.DEFAULT_PARTITIONS).all());
  }

  private static Set<String> words(String text) {
    return text.isEmpty() ? Set.of() : new TreeSet<>(List.of(text.split(" ", -1)));
  }

  private static Attempts attempts(String user) {
    return new Attempts(broker.client(user));
  }

  private static Admin admin(String user) {
    return Admin.create(new TreeMap<String, Object>(broker.client(user)));
  }
}
