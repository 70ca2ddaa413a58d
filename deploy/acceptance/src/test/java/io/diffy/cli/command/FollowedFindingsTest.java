package io.diffy.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.acceptance.it.DiffyProcess;
import io.diffy.broker.EmbeddedBroker;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.MadeTopics;
import io.diffy.cluster.RecordWriter;
import io.diffy.schemas.Finding;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.service.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who follows sees each event once, hears when Kafka is gone, and ends with what is open. */
final class FollowedFindingsTest {
  private static final String LINE = "2026-11-20 03:10  ";

  @TempDir Path folder;

  @Test
  void eachEventIsALineAndAKafkaThatIsGoneIsSaid() throws Exception {
    EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("data"), 0);
    MadeTopics.on(Map.of("bootstrap.servers", broker.bootstrapServers()), FindingsBroker.TOPICS);
    try (DiffyProcess follower =
        DiffyProcess.start(
            folder, "findings", "--follow", "--bootstrap-server", broker.bootstrapServers())) {
      awaitErr("waiting for the first window");
      write(broker, FindingsBroker.GONE);
      follower.awaitLine("SCORE  ");
      write(broker, FindingsBroker.LISTENER);
      follower.awaitLine(LINE + "new  3.2  high  web-prod  i-a  listening_ports  unexpected  1111");
      write(broker, FindingsBroker.GONE_CLOSED);
      follower.awaitLine(LINE + "closed  9.0  high  web-prod  i-c  mounts  unexpected  44444444");
      broker.close();
      awaitErr("Kafka does not answer");
      broker = EmbeddedBroker.start(folder.resolve("data"), broker.port());
      awaitErr("Kafka answers again");
      write(broker, FindingsBroker.CRON);
      follower.awaitLine(LINE + "new  2.1  high  web-prod  i-a  crontab");
      follower.interrupt();
      assertEquals(
          List.of("    path=/tmp/x name=evil\\x1b[2J\\u202e; 1 of 24 instances has this"),
          follower.awaitEnd());
      assertEquals(ExitCode.FINDINGS, follower.exitCode());
    } finally {
      broker.close();
    }
  }

  private void awaitErr(String words) {
    assertTrue(
        Waiting.until(
            () -> errors().contains(words), Duration.ofSeconds(60), "waiting for " + words),
        this::errors);
  }

  private String errors() {
    try {
      return Files.readString(folder.resolve("stderr.txt"));
    } catch (IOException e) {
      return "";
    }
  }

  private static void write(EmbeddedBroker broker, Finding finding) {
    try (RecordWriter writer =
        new RecordWriter(
            Cluster.given(Map.of("bootstrap.servers", broker.bootstrapServers()), "diffy"))) {
      writer.write(
          new ProducerRecord<>(
              FindingsBroker.TOPICS.findings().name(),
              finding.uid().getBytes(UTF_8),
              new FindingCodec().encode(finding)));
      writer.flush();
    }
  }
}
