package io.diffy.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.broker.EmbeddedBroker;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.schemas.Control;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.topic.Partitioning;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Screen;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same recording is judged in the process and by a processor on a real broker: all that either
 * writes is compared byte for byte.
 */
final class BrokerlessIsTheSameTest {
  private static final GroupKey NOBODY = new GroupKey("", "", "replay");
  private static final Screen QUIET = Screen.plain(System.out, System.err);
  private static EmbeddedBroker broker;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.temporary();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void inOnePartition() throws Exception {
    assertSame("one", 1, Optional.empty());
  }

  @Test
  void inSeveralPartitionsWithATimeOfTheirOwn() throws Exception {
    assertTrue(
        RecordedNight.GROUPS.stream().map(group -> Partitioning.of(group, 4)).distinct().count()
            > 2);
    assertSame("four", 4, Optional.empty());
  }

  @Test
  void whereTheRecordingGoesOnAfterTheWindow() throws Exception {
    assertSame("until", 4, Optional.of(RecordedNight.END));
  }

  @Test
  void whereWhatIsKeptDoesNotFitInMemory() {
    Topics topics = Topics.standard();
    try (Recording recording = RecordedNight.recording();
        Progress progress = new Progress(QUIET)) {
      List<Finding> inMemory =
          new ReplayRun(DiffyConfig.shipped(), topics)
              .judge(recording, List.of(), List.of(), progress);
      assertEquals(
          inMemory,
          new ReplayRun(DiffyConfig.shipped(), topics, 0)
              .judge(recording, List.of(), List.of(), progress));
    }
  }

  private void assertSame(String prefix, int partitions, Optional<Instant> until) throws Exception {
    Topics topics = new Topics(prefix, partitions);
    try (Recording recording = RecordedNight.recording();
        Progress progress = new Progress(QUIET)) {
      ReplayRun brokerless = new ReplayRun(DiffyConfig.shipped(), topics);
      SideInputs aside =
          RecordedNight.aside(topics, brokerless.judge(recording, List.of(), List.of(), progress));
      List<ProducerRecord<byte[], byte[]>> here = Collections.synchronizedList(new ArrayList<>());
      brokerless.judge(recording, aside, until, progress, here::add);

      List<ProducerRecord<byte[], byte[]>> there =
          new BrokerRun(broker, prefix, partitions)
              .judge(published(recording, aside, until, topics), folder);

      boolean places = partitions == 1;
      for (String topic :
          List.of(
              topics.findings().name(), topics.evaluations().name(), topics.deadLetters().name())) {
        Map<String, List<String>> expected = byKey(topic, there, places);
        assertTrue(expected.size() > 2, () -> topic + ": " + expected);
        assertEquals(expected, byKey(topic, here, places));
      }
      // Its entries say in their values where their cause lies.
      if (places) {
        String audit = topics.audit().name();
        assertEquals(byKey(audit, there, true), byKey(audit, here, true));
      }
    }
  }

  /** What each key got, in order; in the process every partition is called 0. */
  private static Map<String, List<String>> byKey(
      String topic, List<ProducerRecord<byte[], byte[]>> written, boolean places) {
    Map<String, List<String>> byKey = new TreeMap<>();
    for (ProducerRecord<byte[], byte[]> record : written) {
      if (record.topic().equals(topic)) {
        StringBuilder text = new StringBuilder().append(record.timestamp());
        for (Header header : record.headers()) {
          if (places || !header.key().equals("diffy.partition")) {
            text.append(' ').append(header.key()).append('=').append(text(header.value()));
          }
        }
        byKey
            .computeIfAbsent(text(record.key()), key -> new ArrayList<>())
            .add(text.append(' ').append(text(record.value())).toString());
      }
    }
    return byKey;
  }

  private static String text(byte[] bytes) {
    return bytes == null ? "none" : new String(bytes, UTF_8);
  }

  private static int partitions(Topics topics) {
    return topics.observations().partitions();
  }

  private static List<ProducerRecord<byte[], byte[]>> published(
      Recording recording, SideInputs aside, Optional<Instant> until, Topics topics) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(aside.records());
    recording.forEachRecord(
        group -> true,
        (group, appended, value) ->
            records.add(
                new ProducerRecord<>(
                    topics.observations().name(),
                    Partitioning.of(group.toString(), partitions(topics)),
                    appended.toEpochMilli(),
                    group.toString().getBytes(UTF_8),
                    value)));
    Control last =
        until.<Control>map(time -> new Control.Tick(NOBODY, time)).orElse(new Control.End(NOBODY));
    long after = until.orElse(recording.end().plusMillis(1)).toEpochMilli();
    for (int partition = 0; partition < partitions(topics); partition++) {
      records.add(SideInputs.at(after, new Records(topics).control(last, partition)));
    }
    return records;
  }
}
