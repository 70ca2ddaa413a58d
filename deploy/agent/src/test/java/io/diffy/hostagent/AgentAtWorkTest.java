package io.diffy.hostagent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.broker.EmbeddedBroker;
import io.diffy.cluster.TopicAdmin;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.topic.Topics;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's process beside a real broker, on a host of a few files. */
final class AgentAtWorkTest {
  private static final Topics TOPICS = new Topics("diffy", 3);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  private int port;
  private Path log;
  private Path pack;
  private Process agent;

  @BeforeEach
  void installed() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    log = folder.resolve("agent.log");
    Path bin = Files.createDirectory(folder.resolve("bin")).resolve("diffy-agent");
    Files.copy(Path.of("src/layout/bin/diffy-agent"), bin);
    assertTrue(bin.toFile().setExecutable(true));
    jarOfTheClassPath(Files.createDirectory(folder.resolve("lib")).resolve("diffy-agent.jar"));
    Path etc = Files.createDirectories(folder.resolve("host/etc"));
    Files.writeString(etc.resolve("passwd"), "root:x:0:0::/root:/bin/sh\n");
    pack = folder.resolve("pack.conf");
    ask("users");
    Files.writeString(
        folder.resolve("agent.properties"),
        "group=web\nbootstrap-server=127.0.0.1:%d\nroot=%s\npack=%s\nbuffer=%s\n"
            .formatted(port, folder.resolve("host"), pack, folder.resolve("buffer")));
  }

  @AfterEach
  void ended() throws InterruptedException {
    agent.destroyForcibly().waitFor();
  }

  @Test
  void answersGoToTheTopicAndAReloadAsksWhatThePackSaysNow() throws Exception {
    try (EmbeddedBroker broker = broker()) {
      start();
      assertEquals(List.of("users"), queries(published(broker, 1)));

      Files.writeString(pack, "{ nonsense");
      hangUp();
      await(() -> said().contains("the old settings stay in use"));
      ask("etc_hosts");
      hangUp();
      assertEquals(List.of("users", "etc_hosts"), queries(published(broker, 2)));

      agent.destroy();
      assertEquals(143, agent.waitFor(), said());
      assertTrue(said().contains("offered 1 = published 1"), said());
    }
  }

  @Test
  void whatWasAskedWhileKafkaWasAwayComesLater() throws Exception {
    start();
    await(() -> said().contains("answers are kept in"));
    agent.destroy();
    assertEquals(143, agent.waitFor(), said());

    ask("etc_hosts");
    start();
    try (EmbeddedBroker broker = broker()) {
      List<Observation> came = published(broker, 2);
      assertEquals(List.of("users", "etc_hosts"), queries(came));
      assertEquals(Map.of("username", "root"), came.get(0).rows().get(0));
    }
  }

  @Test
  void wrongSettingsEndItWithTwo() throws Exception {
    Files.writeString(folder.resolve("agent.properties"), "grop=web\n");
    start();

    assertEquals(2, agent.waitFor(), said());
    assertTrue(said().contains("unknown key \"grop\""), said());
  }

  private void ask(String table) throws IOException {
    String sql = table.equals("users") ? "SELECT username FROM users" : "SELECT * FROM " + table;
    Files.writeString(
        pack,
        "{\"queries\": {\"%s\": {\"query\": \"%s;\", \"interval\": 3600}}}".formatted(table, sql));
  }

  private void start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            folder.resolve("bin/diffy-agent").toString(),
            "--config",
            folder.resolve("agent.properties").toString());
    builder.environment().put("DIFFY_JAVA_OPTS", "-Xshare:auto");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    agent =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
  }

  private void hangUp() throws Exception {
    assertEquals(0, new ProcessBuilder("kill", "-HUP", "" + agent.pid()).start().waitFor());
  }

  private EmbeddedBroker broker() {
    EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), port);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      new TopicAdmin(admin).ensure(List.of(TOPICS.observations()), Map.of());
    }
    return broker;
  }

  private List<Observation> published(EmbeddedBroker broker, int expected) {
    List<Observation> came = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      String topic = TOPICS.observations().name();
      List<TopicPartition> all =
          List.of(0, 1, 2).stream().map(number -> new TopicPartition(topic, number)).toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      await(
          () -> {
            consumer
                .poll(Duration.ofMillis(200))
                .forEach(record -> came.add(observation(record.value())));
            return came.size() >= expected;
          });
    }
    return came;
  }

  private static Observation observation(byte[] value) {
    try {
      return new ObservationCodec().decode(value);
    } catch (MalformedRecord e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> queries(List<Observation> observations) {
    return observations.stream().map(Observation::query).toList();
  }

  private void await(BooleanSupplier done) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!done.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "not in time; it said: " + said());
      Thread.onSpinWait();
    }
  }

  private String said() {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** What the launcher takes for the agent: the classes of this test. */
  private static void jarOfTheClassPath(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toUri().toString())
                .collect(Collectors.joining(" ")));
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream empty = new JarOutputStream(out, manifest)) {
      empty.finish();
    }
  }
}
