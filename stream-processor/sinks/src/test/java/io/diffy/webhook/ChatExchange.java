package io.diffy.webhook;

import static io.diffy.schemas.TestFindings.BIND_SHELL;
import static io.diffy.schemas.TestFindings.finding;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diffy.plugin.PluginFailure;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A sink and the chat behind it, new for each test. */
abstract class ChatExchange {
  @TempDir Path state;
  Chat chat;

  @BeforeEach
  void start() throws Exception {
    chat = Chat.start(state);
  }

  @AfterEach
  void stop() {
    chat.close();
  }

  String failure() {
    return assertThrows(PluginFailure.class, () -> chat.deliver(BIND_SHELL)).getMessage();
  }

  static Finding[] jobs(int count) {
    return IntStream.range(0, count).mapToObj(n -> job("number" + n)).toArray(Finding[]::new);
  }

  static Finding job(String name) {
    return finding(
        Kind.UNEXPECTED,
        "crontab",
        row("command", "job " + name),
        Map.of(),
        List.of(instance(name.hashCode() & 0xffff)));
  }
}
