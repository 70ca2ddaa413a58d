package io.diffy.cli.command;

import static io.diffy.cli.command.FindingsBroker.TOPICS;
import static io.diffy.cli.command.FindingsBroker.USER;
import static io.diffy.cli.command.FindingsBroker.client;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.json.ExceptionRuleCodec;
import io.diffy.schemas.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

/** What is accepted is written, listed and taken back. */
final class AcceptCommandTest extends TypedAtFindings {
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
}
