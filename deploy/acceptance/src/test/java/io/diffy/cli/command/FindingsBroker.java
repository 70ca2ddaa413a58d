package io.diffy.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.broker.EmbeddedBroker;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.MadeTopics;
import io.diffy.cluster.RecordWriter;
import io.diffy.schemas.EvidenceRows;
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
import io.diffy.schemas.json.FindingCodec;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** A broker that holds a few findings, for all who only add decisions to it. */
final class FindingsBroker implements BeforeAllCallback {
  static final Instant NIGHT = Instant.parse("2026-11-20T03:10:00Z");
  static final Topics TOPICS = new Topics("diffy", 2);

  static final Finding LISTENER =
      finding(
          "11111111-0000-5000-8000-000000000001",
          "i-a",
          "listening_ports",
          3.2,
          Activity.CREATE,
          1);
  static final Finding CRON =
      finding("22222222-0000-5000-8000-000000000002", "i-a", "crontab", 2.1, Activity.CREATE, 1);
  static final Finding USER =
      finding("33333333-0000-5000-8000-000000000003", "i-b", "users", 2.6, Activity.CREATE, 1);
  static final Finding GONE =
      finding("44444444-0000-5000-8000-000000000004", "i-c", "mounts", 9.0, Activity.CREATE, 1);
  static final Finding GONE_CLOSED =
      finding("44444444-0000-5000-8000-000000000004", "i-c", "mounts", 9.0, Activity.CLOSE, 2);

  static final Finding API = in("123456789012:us-east-1:api", "i-d", "5");
  static final Finding DB_1 = in("1:us-east-1:db", "i-e", "6");
  static final Finding DB_2 = in("2:us-east-1:db", "i-f", "7");

  private static volatile String address;

  static Map<String, Object> client() {
    return Map.of("bootstrap.servers", address);
  }

  /** Started by the first class that needs it; stopped when all tests have run. */
  @Override
  public void beforeAll(ExtensionContext context) {
    Object unused =
        context
            .getRoot()
            .getStore(Namespace.create(FindingsBroker.class))
            .getOrComputeIfAbsent(FindingsBroker.class, key -> started());
  }

  private static EmbeddedBroker started() {
    EmbeddedBroker broker = EmbeddedBroker.temporary();
    address = broker.bootstrapServers();
    publish();
    return broker;
  }

  private static void publish() {
    MadeTopics.on(client(), TOPICS);
    try (RecordWriter writer =
        new RecordWriter(Cluster.given(Map.of("bootstrap.servers", address), "diffy"))) {
      for (Finding finding : List.of(CRON, GONE, LISTENER, USER, GONE_CLOSED, API, DB_1, DB_2)) {
        writer.write(event(new FindingCodec().encode(finding), finding.uid()));
      }
      for (String host : List.of("i-a", "i-b")) {
        Observation answer =
            Observation.of(
                Instance.named(GroupKey.parse("1:us-east-1:api"), host),
                "processes",
                NIGHT,
                List.of(Map.of("path", host.equals("i-a") ? "/tmp/x" : "/bin/sh")));
        writer.write(new Records(TOPICS).observation(answer));
      }
      writer.write(event("not a finding".getBytes(UTF_8), "x"));
      writer.flush();
    }
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
