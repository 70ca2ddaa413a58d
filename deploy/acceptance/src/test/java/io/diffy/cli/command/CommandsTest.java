package io.diffy.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.broker.EmbeddedBroker;
import io.diffy.cli.Diffy;
import io.diffy.cluster.SeenTopic;
import io.diffy.cluster.TopicAdmin;
import io.diffy.plugin.TargetPlugin;
import io.diffy.registry.BrokenPlugins;
import io.diffy.registry.PluginJar;
import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Finding.Confidence;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.FindingLifecycle;
import io.diffy.schemas.FindingLifecycle.Occasion;
import io.diffy.schemas.FindingLifecycle.Seen;
import io.diffy.schemas.FindingUid;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Prevalence;
import io.diffy.schemas.Rating;
import io.diffy.schemas.ShownThing;
import io.diffy.schemas.ShownThing.ShownItem;
import io.diffy.schemas.Subject;
import io.diffy.schemas.json.ExceptionRuleCodec;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.schemas.json.Json;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topic;
import io.diffy.schemas.topic.Topics;
import io.diffy.terminal.Screen;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that read and answer findings, against one broker. */
final class CommandsTest {
  private static final Instant NIGHT = Instant.parse("2026-11-20T03:10:00Z");
  private static final Topics TOPICS = new Topics("diffy", 2);

  private static final Finding LISTENER =
      finding(
          "11111111-0000-5000-8000-000000000001",
          "i-a",
          "listening_ports",
          3.2,
          Activity.CREATE,
          1);
  private static final Finding CRON =
      finding("22222222-0000-5000-8000-000000000002", "i-a", "crontab", 2.1, Activity.CREATE, 1);
  private static final Finding USER =
      finding("33333333-0000-5000-8000-000000000003", "i-b", "users", 2.6, Activity.CREATE, 1);
  private static final Finding GONE =
      finding("44444444-0000-5000-8000-000000000004", "i-c", "mounts", 9.0, Activity.CREATE, 1);
  private static final Finding GONE_CLOSED =
      finding("44444444-0000-5000-8000-000000000004", "i-c", "mounts", 9.0, Activity.CLOSE, 2);

  private static final Finding API = in("123456789012:us-east-1:api", "i-d", "5");
  private static final Finding DB_1 = in("1:us-east-1:db", "i-e", "6");
  private static final Finding DB_2 = in("2:us-east-1:db", "i-f", "7");

  private static EmbeddedBroker broker;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeAll
  static void publishFindings() throws Exception {
    broker = EmbeddedBroker.temporary();
    try (Admin admin = Admin.create(client())) {
      new TopicAdmin(admin).ensure(TOPICS.all(), Map.of());
    }
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (Finding finding : List.of(CRON, GONE, LISTENER, USER, GONE_CLOSED, API, DB_1, DB_2)) {
        producer.send(event(new FindingCodec().encode(finding), finding.uid())).get();
      }
      for (String host : List.of("i-a", "i-b")) {
        Observation answer =
            Observation.of(
                Instance.named(GroupKey.parse("1:us-east-1:api"), host),
                "processes",
                NIGHT,
                List.of(Map.of("path", host.equals("i-a") ? "/tmp/x" : "/bin/sh")));
        producer.send(new Records(TOPICS).observation(answer)).get();
      }
      producer.send(event("not a finding".getBytes(UTF_8), "x")).get();
    }
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void findingsShowsTheOpenOnesHighestScoreFirst() {
    assertEquals(ExitCode.FINDINGS, diffy("findings"));
    String shown = text(out);
    assertTrue(shown.indexOf("listening_ports") < shown.indexOf("users"), shown);
    assertTrue(shown.indexOf("users") < shown.indexOf("crontab"), shown);
    assertFalse(shown.contains("mounts"), shown);
  }

  @Test
  void findingsAllShowsWhyTheOthersWereClosed() {
    assertEquals(ExitCode.FINDINGS, diffy("findings", "--all"));
    assertTrue(text(out).contains("closed: row gone"), text(out));
  }

  @Test
  void aGroupThatIsNotThereIsAFailureThatNamesTheNearest() {
    for (String[] command :
        new String[][] {
          {"findings", "--group", "web-prd"},
          {"hosts", "web-prd"},
          {"learnt", "web-prd"},
          {"baselines", "list", "web-prd"},
          {"baselines", "withdraw", "web-prd", "--reason", "x"},
          {"accept", "--list", "web-prd"},
          {"accept", "--group", "web-prd", "--reason", "x", "--yes"},
          {"triage", "--group", "web-prd", "--state", "investigating", "--yes"},
          {"audit", "--group", "web-prd"}
        }) {
      out.reset();
      err.reset();
      assertEquals(ExitCode.FAILURE, diffy(command), () -> String.join(" ", command) + text(out));
      assertTrue(text(err).contains("there is no group \"web-prd\""), text(err));
      assertTrue(text(err).contains("did you mean web-prod"), text(err));
      assertEquals("", text(out));
    }
  }

  @Test
  void aPlainNameThatFitsOneGroupIsThatGroup() {
    assertEquals(ExitCode.FINDINGS, diffy("findings", "--group", "api"));
    assertTrue(text(err).contains("api is the group 123456789012:us-east-1:api"), text(err));
    assertTrue(text(out).contains("i-d"), text(out));
    assertFalse(text(out).contains("i-a"), text(out));
    assertEquals(ExitCode.FINDINGS, diffy("hosts", "api"));
    assertEquals(ExitCode.FINDINGS, diffy("hosts", "us-east-1:api"));
  }

  @Test
  void aPlainNameThatFitsSeveralGroupsNamesThem() {
    assertEquals(ExitCode.FAILURE, diffy("findings", "--group", "db"));
    assertTrue(
        text(err).contains("2 groups; say which: 1:us-east-1:db, 2:us-east-1:db"), text(err));
  }

  @Test
  void theTopicIsSearchedForARow() {
    assertEquals(ExitCode.FINDINGS, diffy("search", "--row", "path=/tmp/*"));
    assertTrue(text(out).contains("i-a"), text(out));
    assertFalse(text(out).contains("i-b"), text(out));
    assertTrue(text(out).contains("2 answers of 2 hosts were searched"), text(out));
    assertEquals(ExitCode.NOTHING_FOUND, diffy("search", "--row", "path=/tmp/y"));
    assertEquals(ExitCode.FAILURE, diffy("search", "--row", "path=/tmp/x", "--group", "db"));
  }

  @Test
  void whatAFilterHidesIsCounted() {
    assertEquals(
        ExitCode.FINDINGS, diffy("findings", "--group", "web-prod", "--query", "users,cron*"));
    assertTrue(text(out).contains("2 findings; 1 hidden by the filter."), text(out));
    out.reset();
    assertEquals(
        ExitCode.NOTHING_FOUND,
        diffy("findings", "--group", "web-prod", "--query", "users", "--host", "i-a"));
    assertEquals("No open findings of web-prod; 3 hidden by the filter.\n", text(out));
    assertEquals(ExitCode.NOTHING_FOUND, diffy("findings", "--group", "web-prod", "--since", "1h"));
    assertEquals(
        ExitCode.NOTHING_FOUND, diffy("findings", "--group", "web-prod", "--severity", "critical"));
    out.reset();
    diffy("findings", "--group", "web-prod", "--state", "closed");
    assertTrue(text(out).contains("closed: row gone"), text(out));
    assertFalse(text(out).contains("listening_ports"), text(out));
  }

  @Test
  void aFilterThatNothingCouldMeetIsATypingError() {
    assertEquals(ExitCode.FAILURE, diffy("findings", "--query", "crontb"));
    assertTrue(text(err).contains("did you mean crontab?"), text(err));
    assertEquals(ExitCode.FAILURE, diffy("findings", "--host", "i-zzz"));
    assertTrue(text(err).contains("no finding, open or closed, names the host"), text(err));
    assertEquals(ExitCode.USAGE, diffy("findings", "--severity", "hgih"));
    assertTrue(text(err).contains("did you mean high?"), text(err));
  }

  @Test
  void findingsAndHostsOfSeveralGroupsSayWhichGroupEachIsOf() {
    diffy("findings");
    assertTrue(text(out).lines().findFirst().orElse("").contains("  GROUP "), text(out));
    assertTrue(text(out).contains("123456789012:us-east-1:api"), text(out));
    out.reset();
    assertEquals(ExitCode.FINDINGS, diffy("hosts"));
    assertTrue(text(out).lines().findFirst().orElse("").contains("  GROUP "), text(out));
    out.reset();
    diffy("findings", "--group", "web-prod");
    assertFalse(text(out).contains("GROUP"), text(out));
  }

  @Test
  void aSpreadsheetGetsLinesThatItDoesNotTakeForFormulas() {
    assertEquals(ExitCode.FINDINGS, diffy("findings", "--format", "csv"));
    List<String> lines = List.of(text(out).split("\r\n"));
    assertTrue(lines.get(0).startsWith("uid,group,query,kind,severity,"), lines.get(0));
    assertEquals(7, lines.size(), text(out));
    assertFalse(text(out).contains("\u001b"), text(out));
    out.reset();
    diffy("hosts", "web-prod", "--format", "csv");
    assertTrue(text(out).contains("1,web-prod,i-a,5.300,3.200,2,"), text(out));
    assertEquals(ExitCode.USAGE, diffy("learnt", "web-prod", "--format", "csv"));
  }

  @Test
  void whatAReplayWroteIsReadWithoutAKafka(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("found's.ndjson.gz");
    try (OutputStream zipped = new GZIPOutputStream(Files.newOutputStream(file))) {
      for (Finding finding : List.of(LISTENER, USER, GONE, GONE_CLOSED)) {
        zipped.write(new FindingCodec().encode(finding));
        zipped.write('\n');
      }
    }
    String input = file.toString();
    assertEquals(ExitCode.FINDINGS, run(Map.of(), "findings", "--input", input));
    assertTrue(text(out).contains("2 findings."), text(out));
    assertEquals(ExitCode.FINDINGS, run(Map.of(), "hosts", "web-prod", "--input", input));
    assertEquals(ExitCode.FAILURE, run(Map.of(), "hosts", "web", "--input", input));
    out.reset();
    assertEquals(0, run(Map.of(), "explain", "11111111", "--input", input));
    String quoted = " --input '" + input.replace("'", "'\\''") + "'";
    assertTrue(text(out).contains("diffy hosts web-prod" + quoted), text(out));
    assertFalse(text(out).contains("diffy accept"), text(out));
  }

  @Test
  void aFileThatHoldsNoFindingIsNoFileWithoutFindings(@TempDir Path folder) throws Exception {
    Path empty = Files.writeString(folder.resolve("empty.ndjson"), "");
    assertEquals(ExitCode.FAILURE, run(Map.of(), "findings", "--input", empty.toString()));
    Path other = Files.writeString(folder.resolve("log.ndjson"), "{\"name\":\"crontab\"}\nx\n");
    assertEquals(ExitCode.FAILURE, run(Map.of(), "hosts", "web", "--input", other.toString()));
    assertTrue(text(err).contains("none of the 2 lines"), text(err));
    assertTrue(text(err).contains("diffy replay --input"), text(err));
  }

  @Test
  void ndjsonIsWhatTheTopicHolds() throws Exception {
    diffy("findings", "--format", "ndjson");
    List<String> lines = text(out).lines().toList();
    assertEquals(6, lines.size());
    assertEquals(LISTENER, new FindingCodec().decode(lines.get(0).getBytes(UTF_8)));
  }

  @Test
  void hostileRowsReachNeitherScreenNorProgramUnescaped() {
    diffy("findings");
    diffy("findings", "--format", "json");
    assertFalse(text(out).contains("\u001b"), text(out));
    assertFalse(text(out).contains("\u202e"), text(out));
  }

  @Test
  void pluginsListShowsWhatEachSaysOfItselfUnobeyedAndNamesTheBroken(@TempDir Path plugins)
      throws Exception {
    String broken = BrokenPlugins.class.getName() + "$";
    PluginJar.write(
        plugins.resolve("mallory.jar"),
        TargetPlugin.class,
        List.of(broken + "Good", broken + "Throwing"));

    assertEquals(ExitCode.NOTHING_FOUND, diffy("plugins", "list", "--plugins", plugins.toString()));
    String shown = text(out);
    assertTrue(shown.startsWith("TYPE "), shown);
    assertTrue(shown.contains("test-good"), shown);
    assertTrue(shown.contains("Test\\x1b[2J"), shown);
    assertTrue(shown.contains("Clears \\u202ethe screen."), shown);
    assertTrue(shown.contains("persistence"), shown);
    assertTrue(text(err).contains("left out a plugin of mallory.jar"), text(err));
    assertTrue(text(err).contains("no licence"), text(err));

    out.reset();
    diffy(
        "plugins", "list", "--kind", "target", "--plugins", plugins.toString(), "--format", "json");
    JsonNode list = Json.mapper().readTree(text(out));
    assertTrue(list.toString().contains("\"source\":\"mallory.jar\""), list::toString);
    assertFalse(list.toString().contains("persistence"), list::toString);
  }

  @Test
  void hostsRanksBySummedScore() {
    assertEquals(ExitCode.FINDINGS, diffy("hosts", "web-prod"));
    String shown = text(out);
    assertTrue(shown.contains("1  i-a"), shown);
    assertTrue(shown.contains("5.3"), shown);
    assertTrue(shown.contains("2  i-b"), shown);
  }

  @Test
  void acceptWritesAnExceptionForTheFindingOfThatId() throws Exception {
    int code =
        diffy(
            "accept",
            "33333333",
            "--reason",
            "our new admin",
            "--expires",
            "30d",
            "--scope",
            "instance",
            "--by",
            "kim");
    assertEquals(ExitCode.NOTHING_FOUND, code, () -> text(err));
    ExceptionRule rule =
        exceptions().stream().filter(r -> r.acceptedBy().equals("kim")).findFirst().orElseThrow();
    assertEquals(USER.uid(), rule.findingUid());
    assertEquals(USER.itemUid(), rule.about().itemUid());
    assertEquals("i-b", rule.instanceId());
    assertEquals("our new admin", rule.reason());
    assertEquals("kim", rule.acceptedBy());
    assertEquals(Optional.of(rule.acceptedAt().plus(Duration.ofDays(30))), rule.expiresAt());
  }

  @Test
  void whatIsAcceptedIsListedAndWhatIsRemovedStaysReadable() throws Exception {
    assertEquals(
        ExitCode.NOTHING_FOUND,
        diffy("accept", "22222222", "--reason", "sync\u001b[2J job", "--by", "lee"));
    assertTrue(text(out).contains("diffy accept --remove "), text(out));
    assertEquals(ExitCode.NOTHING_FOUND, diffy("accept", "--list", "web-prod"));
    assertTrue(text(out).contains("in force"), text(out));
    assertTrue(text(out).contains("because: sync\\x1b[2J job"), text(out));

    out.reset();
    assertEquals(
        ExitCode.NOTHING_FOUND,
        diffy("accept", "--remove", "22222222", "--by", "max", "--reason", "no such job"));
    assertEquals(
        "Removed the exception for web-prod i-a. What it kept quiet comes back at the next evaluation.\n",
        text(out));
    out.reset();
    diffy("accept", "--list");
    assertTrue(text(out).contains("removed"), text(out));
    assertTrue(text(out).contains("by max, because: no such job"), text(out));
    assertTrue(text(out).contains("lee"), text(out));
    assertEquals(ExitCode.FAILURE, diffy("accept", "--remove", "22222222"));
    assertTrue(text(err).contains("not in force any more"), text(err));
  }

  @Test
  void everywhereIsWrittenToEveryPartitionAndListedOnce() throws Exception {
    assertEquals(
        ExitCode.NOTHING_FOUND,
        diffy(
            "accept", "11111111", "--reason", "our agent", "--scope", "everywhere", "--by", "zoe"));
    List<ExceptionRule> copies =
        exceptions().stream().filter(r -> r.acceptedBy().equals("zoe")).toList();
    assertEquals(2, copies.size());
    assertEquals(copies.get(0), copies.get(1));
    assertEquals(ExceptionRule.Scope.EVERYWHERE, copies.get(0).scope());

    out.reset();
    diffy("accept", "--list", "1:us-east-1:db", "--format", "ndjson");
    List<String> listed = text(out).lines().toList();
    assertEquals(1, listed.size(), text(out));
    assertEquals(copies.get(0), new ExceptionRuleCodec().decode(listed.get(0).getBytes(UTF_8)));
  }

  @Test
  void acceptOfAnUnknownIdSaysSo() {
    assertEquals(ExitCode.FAILURE, diffy("accept", "ffffffff", "--reason", "x"));
    assertTrue(text(err).contains("there is no finding \"ffffffff\""), text(err));
    assertFalse(text(err).contains("\tat "), text(err));
  }

  @Test
  void explainTellsTheLifeOfAFindingAndWhoAcceptedIt() {
    assertEquals(ExitCode.NOTHING_FOUND, diffy("explain", "44444444"), () -> text(err));
    assertTrue(text(out).startsWith("CLOSED (row gone): unexpected in mounts"), text(out));
    assertTrue(text(out).contains("found on i-c"), text(out));
    assertTrue(text(out).contains("closed: row gone"), text(out));
    assertFalse(text(out).contains("\u001b"), text(out));
  }

  @Test
  void explainForAProgramHoldsTheFindingItself() throws Exception {
    diffy("explain", "33333333", "--format", "json");
    JsonNode explained = Json.mapper().readTree(text(out));
    assertEquals(USER, new FindingCodec().decode(bytes(explained.get("finding"))));
    assertEquals(
        "found on i-b, severity high, confidence high",
        explained.at("/history/0/what").textValue());
    assertEquals("diffy hosts web-prod", explained.at("/next/commands/0").textValue());
  }

  @Test
  void explainOfAnUnknownIdOrFileSaysSo() {
    assertEquals(ExitCode.FAILURE, diffy("explain", "ffffffff"));
    assertTrue(text(err).contains("there is no finding \"ffffffff\""), text(err));
    assertEquals(ExitCode.FAILURE, diffy("explain", "ffffffff", "--input", "/no/such/file"));
    assertTrue(text(err).contains("there is no file /no/such/file"), text(err));
    assertEquals(ExitCode.USAGE, diffy("explain", "fff"));
  }

  @Test
  void wrongUsageIsTwo() {
    assertEquals(ExitCode.USAGE, diffy("accept", "33333333"));
    assertEquals(ExitCode.USAGE, diffy("accept", "33333333", "--reason", "x", "--expires", "soon"));
    assertEquals(ExitCode.USAGE, diffy("accept", "--reason", "x"));
    assertEquals(ExitCode.USAGE, diffy("accept", "33333333", "--list", "--reason", "x"));
    assertEquals(
        ExitCode.USAGE, diffy("accept", "33333333", "--reason", "x", "--from", "2026-11-20"));
    assertEquals(
        ExitCode.USAGE,
        diffy("accept", "33333333", "--reason", "x", "--instance", "i-b", "--scope", "group"));
    assertEquals(ExitCode.USAGE, diffy("findings", "--format", "xml"));
    assertEquals(ExitCode.USAGE, run(Map.of()));
    assertEquals(ExitCode.USAGE, run(Map.of(), "findings", "--config", "/no/such/file"));
  }

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

  private int diffy(String... arguments) {
    return run(Map.of("DIFFY_BOOTSTRAP_SERVER", broker.bootstrapServers()), arguments);
  }

  private int run(Map<String, String> environment, String... arguments) {
    Screen screen =
        Screen.plain(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    return Diffy.run(environment, screen, arguments);
  }

  private static byte[] bytes(JsonNode node) {
    return node.toString().getBytes(UTF_8);
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(UTF_8);
  }

  private static List<ExceptionRule> exceptions() throws Exception {
    Topic<ExceptionRule> topic = TOPICS.exceptions();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          List.of(new TopicPartition(topic.name(), 0), new TopicPartition(topic.name(), 1));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      List<ExceptionRule> rules = new ArrayList<>();
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(10))) {
          rules.add(new ExceptionRuleCodec().decode(record.value()));
        }
      }
      return rules;
    }
  }

  private static Map<String, Object> client() {
    return Map.of("bootstrap.servers", broker.bootstrapServers());
  }

  private static ProducerRecord<byte[], byte[]> event(byte[] value, String key) {
    return new ProducerRecord<>(TOPICS.findings().name(), key.getBytes(UTF_8), value);
  }

  private static Finding finding(
      String uid, String instance, String query, double score, Activity activity, int sequence) {
    return finding(Instance.named("web-prod", instance), uid, query, score, activity, sequence);
  }

  private static Finding in(String group, String instance, String number) {
    return finding(
        Instance.named(GroupKey.parse(group), instance),
        number.repeat(8) + "-0000-5000-8000-000000000000",
        "kernel_modules",
        1,
        Activity.CREATE,
        1);
  }

  private static Finding finding(
      Instance host, String uid, String query, double score, Activity activity, int sequence) {
    String instance = host.instanceId();
    return new Finding(
        new Subject(
            uid,
            FindingUid.item(query, Kind.UNEXPECTED, instance),
            host.group(),
            query,
            Kind.UNEXPECTED,
            List.of("T1571")),
        List.of(host),
        new EvidenceRows(
                Map.of("name", "evil\u001b[2J\u202e", "path", "/tmp/x"), Map.of(), List.of())
            .of(
                new ShownThing(
                    "c0ffee", List.of(), List.of(new ShownItem("aa", Map.of(), List.of())))),
        new Prevalence(Method.CLUSTER, 1, 24, "all instances", List.of()),
        new Rating(score, Confidence.HIGH, Severity.HIGH, Optional.empty()),
        new FindingLifecycle(
            sequence,
            activity,
            new Seen(NIGHT, NIGHT),
            NIGHT,
            NIGHT,
            activity == Activity.CLOSE ? Optional.of(CloseReason.ROW_GONE) : Optional.empty(),
            Occasion.SCHEDULE,
            Optional.empty()),
        "1 of 24 instances has this");
  }
}
