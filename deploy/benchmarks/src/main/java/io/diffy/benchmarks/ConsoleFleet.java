package io.diffy.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.RecordWriter;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Evaluation.Absent;
import io.diffy.schemas.Evaluation.Hosts;
import io.diffy.schemas.Evaluation.Learnt;
import io.diffy.schemas.Evaluation.LearntColumn;
import io.diffy.schemas.Evaluation.Open;
import io.diffy.schemas.Evaluation.Ranked;
import io.diffy.schemas.Evaluation.Window;
import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.Confidence;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.FindingLifecycle;
import io.diffy.schemas.FindingLifecycle.Occasion;
import io.diffy.schemas.FindingLifecycle.Seen;
import io.diffy.schemas.FindingUid;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Prevalence;
import io.diffy.schemas.Rating;
import io.diffy.schemas.ShownThing;
import io.diffy.schemas.ShownThing.ShownItem;
import io.diffy.schemas.Subject;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.schemas.topic.Partitioning;
import io.diffy.schemas.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What a processor of many groups would have written: evaluations by the hour, open findings. */
record ConsoleFleet(int groups, int hosts, int findings, int hours, Instant now) {
  private static final int QUERIES = 17;
  private static final int EVENTS = 3;
  private static final List<Severity> SEVERITIES = List.of(Severity.values());
  private static final List<String> NAMES =
      TriagePack.load().queries().keySet().stream().sorted().limit(QUERIES).toList();

  /** Writes all of it and returns how many records that are. */
  long publish(Cluster cluster) {
    long written = 0;
    try (RecordWriter writer = new RecordWriter(cluster)) {
      for (int n = 0; n < findings; n++) {
        Finding event = finding(n);
        for (int sequence = 1; sequence <= EVENTS; sequence++, written++) {
          writer.write(record(cluster.topics().findings(), event.group(), event));
          event = next(event);
        }
      }
      for (int hour = hours - 1; hour >= 0; hour--) {
        for (int group = 0; group < groups; group++) {
          for (int query = 0; query < NAMES.size(); query++, written++) {
            Evaluation of = evaluation(group, query, now.minus(Duration.ofHours(hour)));
            writer.write(record(cluster.topics().evaluations(), of.group(), of));
          }
        }
      }
      writer.flush();
    }
    return written;
  }

  static GroupKey group(int number) {
    return new GroupKey("123456789012", "us-east-1", "service-%03d-prod".formatted(number));
  }

  static Finding next(Finding event) {
    return event.next(
        Activity.UPDATE,
        event.instances(),
        Optional.empty(),
        event.evaluatedAt().plusSeconds(3600),
        "");
  }

  /** It lies where the processor puts it, at the time it tells of. */
  static <T> ProducerRecord<byte[], byte[]> record(Topic<T> topic, GroupKey group, T value) {
    Codec<T> codec = topic.codec();
    Instant at =
        value instanceof Finding event
            ? event.evaluatedAt()
            : ((Evaluation) value).evaluatedAt().plusSeconds(120);
    String key = value instanceof Finding event ? event.uid() : group.toString();
    return new ProducerRecord<>(
        topic.name(),
        Partitioning.of(group.toString(), topic.partitions()),
        at.toEpochMilli(),
        key.getBytes(UTF_8),
        codec.encode(value));
  }

  /** The n-th: about one host mostly, in every tenth case about several. */
  Finding finding(int n) {
    GroupKey group = group(n % groups);
    String query = NAMES.get(n % NAMES.size());
    Map<String, String> row = row(n);
    int of = n % 10 == 0 ? 5 : 1;
    List<Instance> instances =
        IntStream.range(0, of)
            .mapToObj(i -> instance(n % groups, (n / groups + i) % hosts))
            .toList();
    Instant created = now.minus(Duration.ofHours(4));
    return new Finding(
        new Subject(
            FindingUid.of(group, query, Kind.UNEXPECTED, row.toString()),
            FindingUid.item(query, Kind.UNEXPECTED, row.toString()),
            group,
            query,
            Kind.UNEXPECTED,
            List.of("T1571", "T1053.003")),
        instances,
        new EvidenceRows(row, Map.of(), List.of("pid"))
            .of(
                new ShownThing(
                    "%016x".formatted(n * 2_654_435_761L),
                    List.of("pid"),
                    List.of(new ShownItem("%016x".formatted(n), Map.of(), List.of())))),
        new Prevalence(Method.CLUSTER, of, hosts, "launch version 7, ami-0a7", List.of()),
        new Rating(
            1 + n % 7, Confidence.HIGH, SEVERITIES.get(n % SEVERITIES.size()), Optional.empty()),
        new FindingLifecycle(
            1,
            Activity.CREATE,
            new Seen(created.minusSeconds(900), created.minusSeconds(30)),
            created,
            created,
            Optional.empty(),
            Occasion.SCHEDULE,
            Optional.empty()),
        "%d of %d instances (launch version 7, ami-0a7) has this".formatted(of, hosts));
  }

  /** Many findings are of one kind: a tenth of the commands are on several groups. */
  private static Map<String, String> row(int n) {
    Map<String, String> row = new TreeMap<>();
    row.put("name", "fontd-" + n % 1_000);
    row.put("path", "/var/tmp/.font-unix/fontd-" + n);
    row.put(
        "cmdline", "/var/tmp/.font-unix/fontd-%d --listen 0.0.0.0:%d".formatted(n, 4000 + n % 900));
    row.put("pid", String.valueOf(1000 + n));
    row.put("uid", "0");
    row.put("sha256", "%064x".formatted(n * 2_654_435_761L));
    row.put("username", "root");
    return row;
  }

  private static Instance instance(int group, int host) {
    return new Instance(
        group(group),
        "i-0%08x%08x".formatted(group * 2_654_435, host * 40_503),
        new Cohort("ami-0a7", "7", "m6i.large"),
        new Address("us-east-1a", "ip-10-%d-%d-%d".formatted(group, host / 250, host % 250), ""));
  }

  private Evaluation evaluation(int group, int query, Instant at) {
    List<String> ids =
        IntStream.range(0, hosts)
            .mapToObj(host -> instance(group, host).instanceId())
            .sorted()
            .toList();
    int judged = hosts - hosts / 100;
    List<String> open = new ArrayList<>();
    List<Ranked> ranked = new ArrayList<>();
    for (int n = group; n < findings; n += groups) {
      if (n % NAMES.size() == query) {
        Finding finding = finding(n);
        open.add(finding.uid());
        ranked.add(new Ranked(finding.instances().get(0).instanceId(), 3.25, 1));
      }
    }
    return new Evaluation(
        group(group),
        NAMES.get(query),
        new Window(at, at.minusSeconds(7920), ""),
        new Hosts(
            ids.subList(0, judged),
            ids.subList(judged, hosts).stream().map(id -> new Absent(id, "silent")).toList()),
        List.of(),
        new Open(open.stream().sorted().toList(), ranked, 0),
        new Learnt("c0ffee", List.of(new LearntColumn("pid", 0.9, 40, 41, false))));
  }
}
