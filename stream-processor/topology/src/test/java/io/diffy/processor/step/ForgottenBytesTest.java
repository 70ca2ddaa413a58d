package io.diffy.processor.step;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.instance;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.processor.DiffyTopology;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.config.StreamsProperties;
import io.diffy.schemas.Observation;
import io.diffy.schemas.topic.Topics;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was read is not kept beside what was made of it, in a cache that counts only the latter. */
class ForgottenBytesTest {
  private static final Topics TOPICS = new Topics("test", 1);
  private static final int HOSTS = 20;

  private final List<WeakReference<byte[]>> read = new ArrayList<>();

  @Test
  void answersOfHostsAreNotKeptByTheCachesOfStores(@TempDir Path folder) {
    DiffyConfig config =
        DiffyConfig.of(TOPICS, Map.of("bootstrap.servers", "nowhere:9092"), folder);
    try (TopologyTestDriver driver =
        new TopologyTestDriver(
            DiffyTopology.build(config), StreamsProperties.of(config), Instant.EPOCH)) {
      TestInputTopic<byte[], byte[]> observations =
          driver.createInputTopic(
              TOPICS.observations().name(), new ByteArraySerializer(), new ByteArraySerializer());
      for (int n = 1; n <= HOSTS; n++) {
        answer(n, observations);
      }
      // Of the last one the task itself still knows.
      answer(HOSTS + 1, observations);
      read.remove(HOSTS);

      System.gc();

      assertEquals(0, read.stream().filter(bytes -> bytes.get() != null).count());
    }
  }

  private void answer(int host, TestInputTopic<byte[], byte[]> observations) {
    Observation answer = Observation.of(instance(host), "crontab", THREE_AM, CLEAN_CRON);
    byte[] value = TOPICS.observations().codec().encode(answer);
    read.add(new WeakReference<>(value));
    observations.pipeInput(
        new TestRecord<>(WEB_PROD.toString().getBytes(UTF_8), value, THREE_AM.plusSeconds(host)));
  }
}
