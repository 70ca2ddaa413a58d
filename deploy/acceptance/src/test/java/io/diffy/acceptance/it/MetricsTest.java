package io.diffy.acceptance.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.acceptance.FreePorts;
import io.diffy.broker.EmbeddedBroker;
import io.diffy.health.ServiceHealth;
import io.diffy.meters.ServiceMetrics;
import io.diffy.registry.TestFleet;
import io.diffy.remote.intake.RemoteCounts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A processor, a collector and a sink over one broker, scraped while they work: the sums hold, the
 * series are few, and docs, dashboards and alerts name what is there and nothing else.
 */
final class MetricsTest {
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Of one service; Kafka Streams alone would have some thousands. */
  private static final int MOST_SERIES = 160;

  private static final int BROKEN = 3;
  private static final Pattern NAME = Pattern.compile("\\b(?:diffy|jvm|process|system)_[a-z_]+");
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\w+) ");
  private static final Pattern ROW = Pattern.compile("^\\| `(diffy_\\w+)`", Pattern.MULTILINE);

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path folder;

  @Test
  void sumsHoldSeriesAreFewAndPagesNameWhatIsThere() throws Exception {
    List<Integer> ports = FreePorts.of(3);
    prepareFleet();
    try (EmbeddedBroker broker = EmbeddedBroker.temporary();
        DiffyProcess processor = start(broker, ports.get(0), "processor")) {
      processor.awaitLine("Processing"); // the others ask for its topics
      sumsHold(broker, ports);
    }
  }

  private void sumsHold(EmbeddedBroker broker, List<Integer> ports) throws Exception {
    try (DiffyProcess collector = start(broker, ports.get(1), collector());
        DiffyProcess sink = start(broker, ports.get(2), sink())) {
      collector.awaitLine("Collecting");
      sink.awaitLine("Delivering");
      sendBroken(broker);

      String judging = await(ports.get(0), text -> deadLetters(text) == BROKEN && kept(text) > 20);
      assertEquals(
          value(judging, "diffy_records_read_total{topic=\"observations\"}"),
          kept(judging) + deadLetters(judging));
      assertEquals(1, value(judging, "diffy_ready"));
      assertEquals(
          20, value(judging, "diffy_processor_partitions"), "4 of each topic that is read");

      String collecting = await(ports.get(1), text -> published(text) > 20);
      assertEquals(
          value(collecting, "diffy_observations_collected_total"),
          published(collecting)
              + value(collecting, "diffy_observations_dropped_total{reason=\"no_room\"}")
              + value(collecting, "diffy_observations_dropped_total{reason=\"not_taken\"}")
              + value(collecting, "diffy_observations_buffered"));

      String delivering =
          await(ports.get(2), text -> value(text, "diffy_sink_records_delivered_total") > 20);
      assertEquals(
          value(delivering, "diffy_sink_records_read_total"),
          value(delivering, "diffy_sink_records_delivered_total")
              + value(delivering, "diffy_sink_records_refused_total")
              + value(delivering, "diffy_sink_records_passed_total"));

      for (String scrape : List.of(judging, collecting, delivering)) {
        long series = scrape.lines().filter(line -> !line.startsWith("#")).count();
        assertTrue(series <= MOST_SERIES, () -> series + " series:\n" + scrape);
      }
      pagesNameWhatIsThere(names(judging + collecting + delivering + remote()));
    }
  }

  private static void pagesNameWhatIsThere(Set<String> scraped) throws IOException {
    Set<String> ours =
        scraped.stream()
            .filter(name -> name.startsWith("diffy_"))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> told = new TreeSet<>();
    ROW.matcher(Files.readString(ROOT.resolve("docs/metrics.md"), UTF_8))
        .results()
        .forEach(row -> told.add(row.group(1)));
    assertEquals(ours, told, "docs/metrics.md");
    try (Stream<Path> files = Files.walk(ROOT.resolve("deploy/observability"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Set<String> unknown = new TreeSet<>();
        NAME.matcher(Files.readString(file, UTF_8)).results().forEach(n -> unknown.add(n.group()));
        unknown.removeAll(scraped);
        assertEquals(Set.of(), unknown, file::toString);
      }
    }
  }

  /** As they are written in queries: a summary has a count, a sum and a maximum. */
  private static Set<String> names(String scrape) {
    Set<String> names = new TreeSet<>();
    TYPE.matcher(scrape).results().forEach(type -> names.add(type.group(1)));
    return names;
  }

  /** What a TLS endpoint shows beside what all show. */
  private static String remote() {
    try (ServiceMetrics metrics = ServiceMetrics.of("collector", "1", new ServiceHealth())) {
      new RemoteCounts().show(metrics);
      return metrics.scrape();
    }
  }

  private static double kept(String scrape) {
    return value(scrape, "diffy_records_kept_total{topic=\"observations\"}");
  }

  private static double deadLetters(String scrape) {
    return value(
            scrape,
            "diffy_records_dead_lettered_total{reason=\"malformed\",topic=\"observations\"}")
        + value(
            scrape, "diffy_records_dead_lettered_total{reason=\"refused\",topic=\"observations\"}");
  }

  private static double published(String scrape) {
    return value(scrape, "diffy_observations_published_total");
  }

  /** 0 where there is none yet. */
  private static double value(String scrape, String series) {
    return scrape
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .sum();
  }

  private String await(int port, Predicate<String> enough) throws Exception {
    HttpRequest scrape =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
    long end = System.nanoTime() + PATIENCE.toNanos();
    String last = "";
    while (System.nanoTime() < end) {
      try {
        last = client.send(scrape, BodyHandlers.ofString()).body();
        if (enough.test(last)) {
          return last;
        }
      } catch (IOException e) {
        // It does not listen yet.
      }
      Thread.sleep(200);
    }
    throw new AssertionError("not seen in time; last:\n" + last);
  }

  private static void sendBroken(EmbeddedBroker broker) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      for (int i = 0; i < BROKEN; i++) {
        producer.send(new ProducerRecord<>("diffy.observations", "web", "{\"asg\":")).get();
      }
    }
  }

  private DiffyProcess start(EmbeddedBroker broker, int port, String... command)
      throws IOException {
    return DiffyProcess.start(
        Files.createDirectories(folder.resolve(command[0])),
        Stream.concat(
                Stream.of(command),
                Stream.of(
                    "--bootstrap-server",
                    broker.bootstrapServers(),
                    "--health-port",
                    Integer.toString(port),
                    "--data",
                    folder.resolve(command[0] + "/data").toString()))
            .toArray(String[]::new));
  }

  private String[] collector() {
    return new String[] {
      "collector",
      "--groups",
      folder.resolve("groups.json").toString(),
      "--pack",
      folder.resolve("test.conf").toString(),
      "--plugins",
      folder.resolve("plugins").toString()
    };
  }

  private static String[] sink() {
    return new String[] {"sink", "file", "--topic", "observations"};
  }

  private void prepareFleet() throws IOException {
    TestFleet.install(folder.resolve("plugins"));
    Files.writeString(
        folder.resolve("test.conf"),
        "{\"queries\": {\"crontab\": {\"query\": \"select 1\", \"interval\": 1}}}");
    Files.writeString(
        folder.resolve("groups.json"),
        "{\"groups\": [{\"key\": \"web\", \"target\": \"test-fleet\", \"payload\": \"test-fleet\","
            + " \"collection\": \"test-fleet\"}]}");
  }
}
