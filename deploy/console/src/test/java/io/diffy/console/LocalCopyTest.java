package io.diffy.console;

import static io.diffy.console.ConsoleBroker.BIND_SHELL;
import static io.diffy.console.ConsoleBroker.CHANGED;
import static io.diffy.console.ConsoleBroker.cluster;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.cluster.RecordWriter;
import io.diffy.console.http.Listening;
import io.diffy.console.state.LocalCopy;
import io.diffy.schemas.Finding;
import io.diffy.schemas.TestFindings;
import io.diffy.service.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A start goes on where the last one was, and believes no copy that is not its own. */
@ExtendWith(ConsoleBroker.class)
final class LocalCopyTest {
  private static final String GROUP = "group=web-prod";

  /** What a copy answers, and what it was made from. */
  private static final List<String> QUESTIONS =
      List.of(
          "/v1/findings?state=all",
          "/v1/findings/" + CHANGED.uid(),
          "/v1/group/matrix?" + GROUP,
          "/v1/evaluations?" + GROUP,
          "/v1/instance?" + GROUP + "&instance=" + instance(7).instanceId(),
          "/v1/as-of?at=2026-11-20T04:00:01Z");

  @TempDir private Path folder;

  private Console start(Duration history) {
    Listening here =
        new Listening("127.0.0.1", 0, Optional.empty(), false, Set.of(), Optional.empty());
    Console started =
        Console.start(cluster, here, history, List.of(), LocalCopy.open(folder), Clock.systemUTC());
    assertTrue(
        Waiting.until(started::ready, Duration.ofSeconds(30), "waiting for the console"),
        () -> Asked.get(started, "/v1/health").answer().body());
    return started;
  }

  private Console start() {
    return start(Duration.ofDays(3_650));
  }

  private static List<String> answers(Console console) {
    return QUESTIONS.stream().map(path -> Asked.get(console, path).json().toString()).toList();
  }

  /** How many records of a topic this start had to read. */
  private static int read(Console console, String topic) {
    JsonNode topics = Asked.get(console, "/v1/health").json().path("topics");
    for (JsonNode one : topics) {
      if (one.path("topic").asText().equals(topic)) {
        return one.path("read").asInt();
      }
    }
    throw new AssertionError(topics.toString());
  }

  @Test
  void whatWasReadIsNotReadAgain() {
    List<String> before;
    try (Console first = start()) {
      assertTrue(read(first, "diffy.findings") >= 6);
      before = answers(first);
    }
    try (Console second = start()) {
      assertEquals(0, read(second, "diffy.findings"));
      assertEquals(0, read(second, "diffy.evaluations"));
      assertEquals(before, answers(second));
    }
    Finding known = TestFindings.NEW_AGENT_IN_GROUP;
    Finding later = TestFindings.updated(known, known.evaluatedAt().plusSeconds(7_200));
    try (RecordWriter writer = new RecordWriter(cluster)) {
      writer.write(ConsoleBroker.finding(later));
      writer.flush();
    }
    try (Console third = start()) {
      assertEquals(1, read(third, "diffy.findings"));
      JsonNode page = Asked.get(third, "/v1/findings/" + known.uid()).json();
      assertEquals(2, page.path("summary").path("sequence").asInt());
      assertTrue(page.path("timeline").size() >= 2, page.path("timeline").toString());
    }
  }

  @Test
  void aCopyForAnotherSpanIsMadeAnew() {
    start().close();
    try (Console console = start(Duration.ofDays(1))) {
      assertTrue(read(console, "diffy.findings") >= 6);
    }
  }

  @Test
  void oneFolderServesOneConsoleAndTheOtherReadsForItself() {
    try (Console first = start();
        Console second = start()) {
      assertEquals(answers(first), answers(second));
      assertTrue(read(second, "diffy.findings") >= 6);
    }
  }

  @Test
  void aDamagedCopyIsMadeAnew() throws IOException {
    start().close();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file :
          files.filter(one -> one.getFileName().toString().matches("MANIFEST.*")).toList()) {
        Files.writeString(file, "nonsense");
      }
    }
    try (Console console = start()) {
      assertTrue(read(console, "diffy.findings") >= 6);
      assertFalse(Asked.get(console, "/v1/findings/" + BIND_SHELL.uid()).json().isEmpty());
    }
    try (Console again = start()) {
      assertEquals(0, read(again, "diffy.findings"));
    }
  }
}
