package io.diffy.console;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.row;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.broker.EmbeddedBroker;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.RecordWriter;
import io.diffy.cluster.TopicAdmin;
import io.diffy.console.http.Listening;
import io.diffy.console.http.LoginFile;
import io.diffy.console.http.LoginService;
import io.diffy.console.http.TokenFile;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Evaluation.Absent;
import io.diffy.schemas.Evaluation.Hosts;
import io.diffy.schemas.Evaluation.Learnt;
import io.diffy.schemas.Evaluation.Open;
import io.diffy.schemas.Evaluation.Window;
import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Observation;
import io.diffy.schemas.SetAside;
import io.diffy.schemas.ShownThing;
import io.diffy.schemas.ShownThing.ShownItem;
import io.diffy.schemas.TestFindings;
import io.diffy.schemas.TestObservations;
import io.diffy.schemas.json.EvaluationCodec;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import io.diffy.schemas.trust.TestKeys;
import io.diffy.service.Waiting;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** A broker with a night of web-prod on it, and a console that has read it. */
final class ConsoleBroker implements BeforeAllCallback {
  static final Finding BIND_SHELL = shown(TestFindings.BIND_SHELL);
  static final Finding CHANGED = TestFindings.LOGROTATE_CHANGED;

  /** What a host may write to hurt who reads it. */
  static final String HOSTILE = "</script><img src=x onerror=alert(1)>\u202e\u0007\"'`";

  static final Finding HOSTILE_FINDING =
      TestFindings.finding(
          Kind.UNEXPECTED, "users", row("username", HOSTILE), Map.of(), List.of(instance(8)));

  /** Three hosts, on each another key that no other has. */
  static final List<Finding> THREE_KEYS =
      IntStream.rangeClosed(1, 3)
          .mapToObj(
              n ->
                  shown(
                      TestFindings.finding(
                          Kind.UNEXPECTED,
                          "authorized_keys",
                          row("key", "ssh-ed25519 AAAA" + n),
                          Map.of(),
                          List.of(instance(n)))))
          .toList();

  /** Classes that asked here in this run. */
  static final Set<String> USED_BY = ConcurrentHashMap.newKeySet();

  static Cluster cluster;
  static Console console;

  /** Started by the first class that needs it; stopped when all tests have run. */
  @Override
  public void beforeAll(ExtensionContext context) {
    USED_BY.add(context.getRequiredTestClass().getSimpleName());
    Object unused =
        context
            .getRoot()
            .getStore(Namespace.create(ConsoleBroker.class))
            .getOrComputeIfAbsent(ConsoleBroker.class, key -> started());
  }

  private static EmbeddedBroker started() {
    EmbeddedBroker broker = EmbeddedBroker.temporary();
    Map<String, String> client = Map.of("bootstrap.servers", broker.bootstrapServers());
    Topics topics = new Topics("diffy", 2);
    try (Admin admin = Admin.create(Map.copyOf(client))) {
      new TopicAdmin(admin).ensure(topics.all(), Map.of());
    }
    cluster = Cluster.given(client, "diffy");
    publish(topics);
    console = console(cluster, Optional.empty());
    return broker;
  }

  /** Another one, which asks for tokens. */
  static Console asking(Path tokens) {
    return console(cluster, Optional.of(TokenFile.of(tokens, Clock.systemUTC())));
  }

  /** Another one, which goes by a login service. */
  static Console asking(LoginFile login) {
    LoginService service = new LoginService(login, Clock.systemUTC());
    return console(
        cluster,
        new Listening(
            "127.0.0.1",
            0,
            Optional.empty(),
            false,
            Set.of(),
            Optional.empty(),
            Optional.of(service)));
  }

  /** Another one, where a baseline needs a signature of Anna or Ben. */
  static Console trusting() {
    return console(Cluster.given(cluster.kafka(), "diffy", TestKeys.trust(1)), Optional.empty());
  }

  /** Another one, over topics of its own with these findings; something was judged there or not. */
  static Console over(String prefix, boolean judged, List<Finding> findings) {
    return over(prefix, judged, findings, (topics, writer) -> {});
  }

  /** The same, and whatever else lies there. */
  static Console over(
      String prefix,
      boolean judged,
      List<Finding> findings,
      BiConsumer<Topics, RecordWriter> more) {
    Topics topics = new Topics(prefix, 1);
    try (Admin admin = Admin.create(Map.copyOf(cluster.kafka()))) {
      new TopicAdmin(admin).ensure(topics.all(), Map.of());
    }
    Cluster there = Cluster.given(cluster.kafka(), prefix);
    try (RecordWriter writer = new RecordWriter(there)) {
      for (Finding event : findings) {
        writer.write(
            new ProducerRecord<>(
                topics.findings().name(),
                event.uid().getBytes(UTF_8),
                new FindingCodec().encode(event)));
      }
      if (judged) {
        GroupKey group = findings.isEmpty() ? WEB_PROD : findings.get(0).group();
        Set<String> hosts = new TreeSet<>(Set.of(instance(1).instanceId()));
        findings.forEach(f -> f.instances().forEach(host -> hosts.add(host.instanceId())));
        List<String> open = findings.stream().map(Finding::uid).toList();
        Evaluation evaluation =
            new Evaluation(
                group,
                "authorized_keys",
                new Window(FOUR_AM, FOUR_AM.minusSeconds(7920), ""),
                new Hosts(List.copyOf(hosts), List.of()),
                List.of(),
                new Open(open, List.of(), 0, List.of(), List.of()),
                Learnt.NOTHING);
        writer.write(
            new ProducerRecord<>(
                topics.evaluations().name(),
                group.toString().getBytes(UTF_8),
                new EvaluationCodec().encode(evaluation)));
      }
      more.accept(topics, writer);
      writer.flush();
    }
    return console(there, Optional.empty());
  }

  private static Console console(Cluster cluster, Optional<TokenFile> tokens) {
    return console(
        cluster, new Listening("127.0.0.1", 0, Optional.empty(), false, Set.of(), tokens));
  }

  private static Console console(Cluster cluster, Listening here) {
    Console started = Console.start(cluster, here, Duration.ofDays(3_650), Clock.systemUTC());
    Waiting.until(started::ready, Duration.ofSeconds(20), "waiting for the console");
    return started;
  }

  /** What an exception can be made of. */
  static Finding shown(Finding finding) {
    ShownThing thing =
        new ShownThing("c0ffee", List.of(), List.of(new ShownItem("aa", Map.of(), List.of())));
    return finding.with(new EvidenceRows(finding.row(), Map.of(), List.of()).of(thing));
  }

  private static void publish(Topics topics) {
    Records records = new Records(topics);
    try (RecordWriter writer = new RecordWriter(cluster)) {
      List<Finding> events = new ArrayList<>(List.of(BIND_SHELL, CHANGED, HOSTILE_FINDING));
      events.addAll(List.of(TestFindings.DROPPER_ON_THREE, TestFindings.NEW_AGENT_IN_GROUP));
      events.add(
          TestFindings.closed(
              TestFindings.LOGROTATE_MISSING,
              FOUR_AM.plusSeconds(3600),
              Finding.CloseReason.ROW_BACK));
      events.forEach(event -> writer.write(finding(event)));
      writer.write(evaluation("listening_ports", List.of(BIND_SHELL.uid())));
      writer.write(evaluation("crontab", List.of(CHANGED.uid())));
      for (Instance host : TestObservations.instances(9)) {
        writer.write(
            records.observation(
                host.equals(instance(7))
                    ? TestObservations.rogueListener(host, THREE_AM)
                    : TestObservations.cleanListeners(host, THREE_AM)));
      }
      for (Instance host : TestObservations.instances(9)) {
        writer.write(records.observation(TestObservations.cleanCron(host, THREE_AM)));
      }
      writer.write(
          records.baseline(
              new Baseline(
                  new Baseline.Key(WEB_PROD, "crontab", Cohort.UNKNOWN),
                  1,
                  new Baseline.Origin(THREE_AM, "ann", "i-1"),
                  List.of(answer()))));
      writer.write(
          new ProducerRecord<>(
              topics.deadLetters().name(), "x".getBytes(UTF_8), HOSTILE.getBytes(UTF_8)));
      writer.flush();
    }
  }

  private static Observation answer() {
    return TestObservations.cleanCron(instance(1), THREE_AM);
  }

  static ProducerRecord<byte[], byte[]> finding(Finding event) {
    return new ProducerRecord<>(
        "diffy.findings", event.uid().getBytes(UTF_8), new FindingCodec().encode(event));
  }

  private static ProducerRecord<byte[], byte[]> evaluation(String query, List<String> open) {
    return evaluation(query, open, "");
  }

  /** What a processor would say of a round, which does not run here. */
  static ProducerRecord<byte[], byte[]> evaluation(
      String query, List<String> open, String roundId) {
    List<String> covered =
        IntStream.rangeClosed(1, 8).mapToObj(n -> instance(n).instanceId()).sorted().toList();
    Evaluation evaluation =
        new Evaluation(
            WEB_PROD,
            query,
            new Window(FOUR_AM, FOUR_AM.minusSeconds(7920), roundId),
            new Hosts(covered, List.of(new Absent(instance(9).instanceId(), "silent"))),
            List.of(),
            new Open(
                open,
                List.of(),
                0,
                List.of(),
                List.of(
                    new SetAside(
                        "noise",
                        2,
                        1,
                        List.of(instance(3).instanceId()),
                        row("path", "/srv/odd")))),
            Learnt.NOTHING);
    return new ProducerRecord<>(
        "diffy.evaluations",
        WEB_PROD.toString().getBytes(UTF_8),
        new EvaluationCodec().encode(evaluation));
  }
}
