package io.diffy.schemas.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code docs/topics.md} says what the code declares. */
class TopicsMatchDocsTest {
  private static final Path PAGE = Path.of("..", "docs", "topics.md");
  private static final List<Topic<?>> TOPICS = Topics.standard().all();

  private static List<String> lines;

  @BeforeAll
  static void readPage() throws IOException {
    lines = Files.readAllLines(PAGE);
  }

  @Test
  void theTableHasExactlyTheTopics() {
    assertEquals(
        TOPICS.stream().map(TopicsMatchDocsTest::declared).toList(),
        lines.stream()
            .filter(line -> line.startsWith("| `diffy."))
            .map(TopicsMatchDocsTest::documented)
            .toList());
  }

  @Test
  void thePurposesAreTheDeclaredOnes() {
    for (Topic<?> topic : TOPICS) {
      String line = "- `%s`: %s.".formatted(topic.name(), topic.purpose());
      assertTrue(lines.contains(line), "missing in the page: " + line);
    }
  }

  private static List<String> declared(Topic<?> topic) {
    long maxBytes = Long.parseLong(topic.configs().get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
    return List.of(
        "`" + topic.name() + "`",
        String.valueOf(topic.partitions()),
        topic.cleanup().policy(),
        topic.retention().map(kept -> days(kept.toDays())).orElse("the last of each key"),
        maxBytes / 1024 / 1024 + " MiB");
  }

  private static String days(long days) {
    return days == 1 ? "1 day" : days + " days";
  }

  /** The cells of a table row that the code knows. */
  private static List<String> documented(String row) {
    List<String> cells = Arrays.stream(row.split("\\|", -1)).map(String::strip).toList();
    return List.of(cells.get(1), cells.get(4), cells.get(5), cells.get(6), cells.get(7));
  }
}
