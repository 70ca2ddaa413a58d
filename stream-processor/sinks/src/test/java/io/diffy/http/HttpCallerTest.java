package io.diffy.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Servers of other people: whatever they do, one exchange ends in time, in a bounded answer or a
 * sentence.
 */
@Timeout(30)
final class HttpCallerTest extends HttpExchange {
  @Test
  void aHeadWithoutABodyIsGivenUpInTime() throws IOException {
    try (RawServer server = RawServer.sayingAndSilent(OK + "Content-Length: 2\r\n\r\n")) {
      assertEquals(
          "can't reach it: no answer within 1 s; see whether it is overloaded, or raise plugin.test.timeout-seconds",
          failure(server.url(), "timeout-seconds", "1"));
    }
  }

  @Test
  void aBodyThatComesByteByByteIsGivenUpInTime() throws IOException {
    try (RawServer server =
        RawServer.doing(
            client -> {
              RawServer.say(client, OK + "Content-Length: 100000\r\n\r\n");
              while (true) {
                RawServer.say(client, "x");
              }
            })) {
      assertTrue(failure(server.url(), "timeout-seconds", "1").contains("no answer within 1 s"));
    }
  }

  @Test
  void tlsThatNeverComesAboutIsGivenUpInTime() throws IOException {
    try (RawServer server = RawServer.sayingAndSilent()) {
      String url = server.url().replace("http:", "https:");
      assertTrue(failure(url, "timeout-seconds", "1").contains("no answer within 1 s"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', it was closed before there was an answer",
    "'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{', it ended in the middle of the answer",
    "'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab', it ended in the middle of the answer",
    "'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n', it ended in the middle of the answer",
    "'SSH-2.0-OpenSSH_9.2\r\n\r\n', Invalid status line",
    "'HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\n', the head of its answer can't be read"
  })
  void anAnswerThatBreaksOffIsSaid(String said, String why) throws IOException {
    try (RawServer server = RawServer.saying(said)) {
      String failure = failure(server.url());
      assertTrue(failure.startsWith("can't reach it: the connection broke (" + why), failure);
      assertFalse(failure.contains("java.") || failure.contains("Exception"), failure);
    }
  }

  @Test
  void anAnswerIsReadUpToABound() throws IOException {
    String much = "y".repeat(50_000);
    try (RawServer server =
        RawServer.doing(
            client -> {
              RawServer.say(client, "HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n");
              while (true) {
                RawServer.say(client, "c350\r\n" + much + "\r\n");
              }
            })) {
      HttpAnswer answer = ask(server.url());
      assertEquals(500, answer.status());
      assertEquals(MOST, answer.body().length);
    }
  }

  @Test
  void whatIsZippedUnaskedIsRead() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write("z".repeat(5_000).getBytes(UTF_8));
    }
    String body = zipped.toString(ISO_8859_1);
    try (RawServer server =
        RawServer.saying(
            OK
                + "Content-Encoding: gzip\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body)) {
      assertEquals("z".repeat(MOST), ask(server.url()).head());
    }
  }

  @Test
  void bytesThatAreNoTextAndAnAnswerInTwoStepsAreBorne() throws IOException {
    try (RawServer server =
        RawServer.saying(
            "HTTP/1.1 100 Continue\r\n\r\n", OK + "Content-Length: 4\r\n\r\n\u00ff\u00feok")) {
      assertEquals("\ufffd\ufffdok", ask(server.url()).head());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://login.example.com/sign-in?back=s3cret-path, https://login.example.com/sign-in",
    "/other/place, http://127.0.0.1:PORT/other/place",
    "/hooks/s3cret-path/, http://127.0.0.1:PORT/hooks/…/",
    "https://user:pass@host.example/x, https://host.example/x",
    "::, what is no address",
    "'', nowhere"
  })
  void aRedirectIsToldAndNotFollowed(String location, String leads) throws IOException {
    for (int status : new int[] {301, 302, 307, 308}) {
      try (RawServer server =
          RawServer.saying(
              "HTTP/1.1 "
                  + status
                  + " There\r\nLocation: "
                  + location
                  + "\r\nContent-Length: 0\r\n\r\n")) {
        HttpAnswer answer = ask(server.url() + "/hooks/s3cret-path");
        assertEquals(leads.replace("PORT", "" + server.port()), answer.leads());
        assertEquals(1, server.asked().size());
      }
    }
  }
}
