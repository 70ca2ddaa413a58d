package io.diffy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a server wants to be asked again: in its head, by its clock, or in its body. */
@Timeout(30)
final class RetryAfterTest extends HttpExchange {
  @ParameterizedTest
  @CsvSource({
    "40, 40",
    "1.5, 2",
    "0, 0",
    "-5, 0",
    "soon, 0",
    "'', 0",
    "99999999999999999999, 999999999999",
    "'Fri, 20 Nov 2026 12:00:40 GMT', 40",
    "'Fri, 20 Nov 2026 11:00:00 GMT', 0",
    "'Fri, 32 Nov 2026 11:00:00 GMT', 0",
    "'Mon, 20 Nov 2026 12:00:40 GMT', 40",
    "'Fri Nov 20 12:00:40 2026', 40",
    "'Fri Nov  6 12:00:40 2026', 0",
    "'2026-11-20T12:00:40Z', 40"
  })
  void whenToComeAgainIsUnderstood(String said, long seconds) throws IOException {
    for (String status : new String[] {"200", "302", "403", "429", "503"}) {
      try (RawServer server =
          RawServer.saying(
              "HTTP/1.1 "
                  + status
                  + " No\r\nRetry-After: "
                  + said
                  + "\r\nContent-Length: 0\r\n\r\n")) {
        assertEquals(Duration.ofSeconds(seconds), ask(server.url()).rest());
      }
    }
  }

  @Test
  void theServersOwnClockSaysHowLongItsDateIs() throws IOException {
    try (RawServer server =
        RawServer.saying(
            "HTTP/1.1 503 No\r\nDate: Sat, 21 Nov 2026 12:00:00 GMT\r\nRetry-After: Sat, 21 Nov 2026 12:00:40 GMT\r\nContent-Length: 0\r\n\r\n")) {
      assertEquals(Duration.ofSeconds(40), ask(server.url()).rest());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"retry_after\":12.5} | 13",
        "{\"parameters\":{\"retry_after\":35}} | 35",
        "{\"retry_after\":-1} | 0",
        "slowly | 0"
      })
  void theBodyMaySayWhenToComeAgain(String body, long seconds) throws IOException {
    try (RawServer server = RawServer.saying("HTTP/1.1 429 No\r\n\r\n" + body)) {
      assertEquals(Duration.ofSeconds(seconds), ask(server.url()).rest());
    }
  }

  @Test
  void anAbsurdRestIsBoundedAndSaid() {
    HttpAnswer busy = new HttpAnswer("it", 429, new byte[0], "", Duration.ofDays(9));
    assertEquals(Duration.ofHours(1), busy.failure("no").rest());
    assertEquals(
        "no; it asks for 777600 s of rest, of which 3600 s are kept",
        busy.failure("no").getMessage());
  }
}
