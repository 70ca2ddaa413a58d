package io.diffy.replay;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.cleanListeners;
import static io.diffy.schemas.TestObservations.rogueCron;
import static io.diffy.schemas.TestObservations.rogueListener;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.baseline.BaselineMaker;
import io.diffy.schemas.Control;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.About;
import io.diffy.schemas.ExceptionRule.Accepted;
import io.diffy.schemas.ExceptionRule.Reach;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Observation.Part;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A night of five groups. There are answers in parts, one cut off, one of a clock a day ahead,
 * lines twice and in any order, a baseline and an exception in the middle, a round that is answered
 * and one that is not, and records that break their contracts.
 */
final class RecordedNight {
  static final List<String> GROUPS = List.of("web", "db", "cache", "queue", "proxy");
  private static final int HOSTS = 8;
  private static final Instant FIVE_AM = FOUR_AM.plus(Duration.ofHours(1));

  /** When all windows with an answer are over. */
  static final Instant END = FIVE_AM.plus(Duration.ofHours(3));

  private RecordedNight() {}

  /** What is known beside the answers; one of the findings is accepted. */
  static SideInputs aside(Topics topics, List<Finding> found) {
    Records records = new Records(topics);
    List<ProducerRecord<byte[], byte[]>> aside = new ArrayList<>();
    for (String malformed : List.of("no json", "{\"asg\":\"web\",", "[]", "{}")) {
      for (String topic :
          List.of(
              topics.observations().name(),
              topics.baselines().name(),
              topics.exceptions().name(),
              topics.control().name())) {
        byte[] key = ("bad " + topic + malformed).getBytes(UTF_8);
        int partition = malformed.length() % topics.observations().partitions();
        aside.add(
            new ProducerRecord<>(
                topic, partition, THREE_AM.toEpochMilli(), key, malformed.getBytes(UTF_8)));
      }
    }
    Instant halfPastThree = THREE_AM.plus(Duration.ofMinutes(30));
    Instance clean = host("db", 2);
    new BaselineMaker(clean.group(), "test", "one host")
        .make(List.of(cleanCron(clean, halfPastThree), cleanListeners(clean, halfPastThree)))
        .forEach(b -> aside.add(SideInputs.at(halfPastThree.toEpochMilli(), records.baseline(b))));
    Instant accepted = FOUR_AM.plus(Duration.ofMinutes(20));
    records
        .exceptions(everywhere(found.get(0), accepted))
        .forEach(record -> aside.add(SideInputs.at(accepted.toEpochMilli(), record)));
    for (String group : List.of("web", "db")) {
      Instant opened = roundOpened();
      aside.add(SideInputs.at(opened.toEpochMilli(), records.control(round(group, opened))));
    }
    return new SideInputs(aside);
  }

  private static Instant roundOpened() {
    return FOUR_AM.plus(Duration.ofMinutes(30));
  }

  private static Control.Round round(String group, Instant opened) {
    List<String> expected =
        List.of(host(group, 1), host(group, 2), host(group, 3)).stream()
            .map(Instance::instanceId)
            .toList();
    return new Control.Round(
        host(group, 1).group(),
        "round-" + group,
        List.of("crontab"),
        expected,
        opened,
        opened.plusSeconds(60),
        "case 7");
  }

  private static ExceptionRule everywhere(Finding finding, Instant accepted) {
    return new ExceptionRule(
        "9c1f2d0e-5a0b-5b7e-8f6d-3c2b1a0f9e8d",
        finding.group(),
        About.finding(finding, ""),
        Reach.EVERYWHERE,
        new Accepted("the backup agent of all hosts", "alice", accepted),
        Optional.empty());
  }

  /** Shuffled, and every third line twice. */
  static Recording recording() {
    List<String> lines = new ArrayList<>();
    for (String group : GROUPS) {
      for (Instant hour : List.of(THREE_AM, FOUR_AM, FIVE_AM)) {
        answers(group, hour).forEach(answer -> lines.add(line(answer)));
      }
    }
    lines.add(line(cleanCron(host("cache", 5), FOUR_AM.plus(Duration.ofDays(1)))));
    roundAnswers().forEach(answer -> lines.add(line(answer)));
    for (int n = lines.size() - 1; n > 0; n -= 3) {
      lines.add(lines.get(n));
    }
    Collections.shuffle(lines, new Random(7));
    lines.add(5, "{\"asg\":\"web\",");
    return RecordedLines.read(String.join("\n", lines).getBytes(UTF_8), "web", bad -> {});
  }

  /** Host 3 is odd until five, host 6 from four on; host 4 answers in parts, and once not whole. */
  private static List<Observation> answers(String group, Instant hour) {
    List<Observation> answers = new ArrayList<>();
    for (int n = 1; n <= HOSTS; n++) {
      Instance host = host(group, n);
      Instant at = hour.plusSeconds(61L * n);
      Observation cron =
          n == 3 && hour.isBefore(FIVE_AM) ? rogueCron(host, at) : cleanCron(host, at);
      if (n == 4) {
        answers.add(part(cron, 1, cron.rows().subList(0, 1)));
        if (!hour.equals(FOUR_AM)) {
          answers.add(part(cron, 2, cron.rows().subList(1, cron.rows().size())));
        }
      } else {
        answers.add(cron);
      }
      Instant later = at.plusMillis(7);
      answers.add(
          n == 6 && hour.isAfter(THREE_AM)
              ? rogueListener(host, later)
              : cleanListeners(host, later));
    }
    return answers;
  }

  private static Observation part(Observation whole, int number, List<Map<String, String>> rows) {
    return whole.withRows(new Part("s-" + whole.collectedAt(), number, 2), rows);
  }

  /** Of db one host does not answer. */
  private static List<Observation> roundAnswers() {
    List<Observation> answers = new ArrayList<>();
    for (int n = 1; n <= 3; n++) {
      Instant at = roundOpened().plusSeconds(n);
      answers.add(rogueCron(host("web", n), at).withRound("round-web"));
      if (n < 3) {
        answers.add(cleanCron(host("db", n), at).withRound("round-db"));
      }
    }
    return answers;
  }

  private static Instance host(String group, int n) {
    return Instance.named(group, "i-" + group + n);
  }

  private static String line(Observation observation) {
    return new String(new ObservationCodec().encode(observation), UTF_8);
  }
}
