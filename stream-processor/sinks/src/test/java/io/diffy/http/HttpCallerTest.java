package io.diffy.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginSettings;
import io.diffy.plugin.kit.Contexts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Servers of other people: whatever they do, one exchange ends in time, in a bounded answer or a
 * sentence.
 */
@Timeout(30)
class HttpCallerTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final int MOST = 1_000;

  @TempDir private Path folder;

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
  void plainTextWhereTlsIsMeantIsSaid() throws IOException {
    try (RawServer server = RawServer.saying("HTTP/1.1 400 Bad Request\r\n\r\n")) {
      assertEquals(
          "can't reach it: it does not speak TLS; see the port, and whether plugin.test.url must begin with http://",
          failure(server.url().replace("http:", "https:")));
    }
  }

  @Test
  void tlsWherePlainTextIsMeantIsSaid() throws IOException {
    try (RawServer server = RawServer.saying("\u0015\u0003\u0003\u0000\u0002\u0002P\r\n")) {
      assertEquals(
          "can't reach it: it speaks TLS; see the port, and whether plugin.test.url must begin with https://",
          failure(server.url()));
    }
  }

  @Test
  void aCertificateThatHasExpiredIsTrustedByNobody() throws Exception {
    TestCertificate old =
        new TestCertificate(folder, "ip:127.0.0.1", "-startdate", "-9d", "-validity", "2");
    try (TlsServer server = TlsServer.open(old.server(), false)) {
      String failure = refused(server.url(), "ca-file", old.pem().toString());
      assertTrue(failure.contains("plugin.test.ca-file names: what it holds has expired"), failure);
    }
  }

  @Test
  void whatIsWrongWithAClientsKeyIsSaid() throws Exception {
    TestCertificate one = new TestCertificate(folder, "ip:127.0.0.1");
    TestCertificate two =
        new TestCertificate(Files.createDirectory(folder.resolve("two")), "ip:127.0.0.1");
    String[] ofAnother = {
      "client-certificate", one.pem().toString(), "client-key", two.key().toString()
    };
    assertTrue(
        refused("https://127.0.0.1:1", ofAnother)
            .contains("the key is not that of the certificate"));
    String[] wrongWord = {
      "client-certificate", one.pkcs12().toString(), "client-password", "wrong-1"
    };
    assertTrue(refused("https://127.0.0.1:1", wrongWord).contains("the password does not open it"));
    assertTrue(
        refused("https://127.0.0.1:1", "ca-file", "/nowhere.pem").contains("there is no /nowhere"));
  }

  private String refused(String url, String... settings) {
    return assertThrows(PluginFailure.class, () -> ask(url, settings)).getMessage();
  }

  @Test
  void whatIsWrongWithACertificateIsSaid() {
    assertTrue(
        tls(new CertificateExpiredException("NotAfter: Fri Nov 20")).contains("has expired"));
    assertTrue(
        tls(new CertificateNotYetValidException("NotBefore: Sat Nov 21"))
            .contains("not valid yet"));
    assertTrue(
        tls(new SSLException("Received fatal alert: certificate_required"))
            .contains("see plugin.test.client-certificate"));
    for (String old :
        new String[] {
          "Received fatal alert: protocol_version",
          "The server selected protocol version TLS10 is not accepted by client preferences [TLS12]",
          "No appropriate protocol (protocol is disabled or cipher suites are inappropriate)"
        }) {
      assertTrue(tls(new SSLException(old)).contains("must speak 1.2 or newer"));
    }
    assertTrue(tls(new SSLException("Remote host terminated the handshake")).contains("closed"));
  }

  private String tls(Exception cause) {
    SSLException failure = new SSLHandshakeException("PKIX path validation failed");
    failure.initCause(cause);
    String said = Unreachable.of("it", true, reach(), failure).getMessage();
    assertFalse(said.contains("PKIX") || said.contains("java."), said);
    return said;
  }

  @Test
  void aServerThatWantsToKnowWhoAsksIsShownACertificate() throws Exception {
    TestCertificate both = new TestCertificate(folder, "ip:127.0.0.1");
    String trusted = both.pem().toString();
    String password = new String(TestCertificate.PASSWORD);
    try (TlsServer server = TlsServer.open(both.server(), true)) {
      String url = server.url();
      String without = failure(url, "ca-file", trusted);
      assertTrue(without.contains("plugin.test.client-certificate"), without);

      String key = both.key().toString();
      assertEquals(
          "hello",
          ask(url, "ca-file", trusted, "client-certificate", trusted, "client-key", key).head());
      String store = both.pkcs12().toString();
      assertEquals(
          "hello",
          ask(url, "ca-file", trusted, "client-certificate", store, "client-password", password)
              .head());

      String wrong =
          assertThrows(
                  PluginFailure.class,
                  () ->
                      ask(
                          url,
                          "ca-file",
                          trusted,
                          "client-certificate",
                          store,
                          "client-password",
                          "wrong-1"))
              .getMessage();
      assertTrue(
          wrong.startsWith(
              "can't read the client certificate that plugin.test.client-certificate names, or its key: "),
          wrong);
      assertFalse(wrong.contains("wrong-1"), wrong);
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

  @Test
  void aProxyIsGoneThroughAndToldWhoAsks() throws IOException {
    try (RawServer proxy = RawServer.saying(OK + "Content-Length: 2\r\n\r\nhi")) {
      String[] through = {
        "proxy", proxy.url(), "proxy-user", "diffy", "proxy-password", "swordfish-1"
      };
      assertEquals("hi", ask("http://hook.invalid/x", through).head());
      String asked = proxy.asked().get(0);
      assertTrue(asked.startsWith("GET http://hook.invalid/x HTTP/1.1"), asked);
      assertTrue(asked.contains("Proxy-Authorization: Basic ZGlmZnk6c3dvcmRmaXNoLTE="), asked);
    }
  }

  @Test
  void aProxyThatLetsNothingThroughIsSaid() throws IOException {
    try (RawServer proxy =
        RawServer.saying("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")) {
      String failure = failure("https://hook.invalid/x", "proxy", proxy.url());
      assertTrue(
          failure.startsWith("can't reach it through the proxy 127.0.0.1: the proxy answered 502"),
          failure);
      assertTrue(
          proxy.asked().get(0).startsWith("CONNECT hook.invalid:443"), proxy.asked()::toString);
    }
    assertTrue(
        failure("https://hook.invalid/x", "proxy", "127.0.0.1:1").contains("plugin.test.proxy"));
  }

  @Test
  void aProxyThatAsksWhoIsThereIsAnAnswer() throws IOException {
    try (RawServer proxy =
        RawServer.saying(
            "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n")) {
      HttpAnswer answer = ask("https://hook.invalid/x", "proxy", proxy.url());
      assertEquals(407, answer.status());
      assertEquals("the proxy 127.0.0.1", answer.node());
      assertEquals(407, ask("http://hook.invalid/x", "proxy", proxy.url()).status());
    }
  }

  @Test
  void aProxyThatWantsWhatWeCannotSayIsSaid() throws IOException {
    try (RawServer proxy =
        RawServer.saying(
            "HTTP/1.1 407 Who\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n")) {
      assertEquals(
          "the proxy 127.0.0.1, which wants NTLM and is told only Basic,",
          ask("https://hook.invalid/x", "proxy", proxy.url()).node());
    }
  }

  private String failure(String url, String... settings) {
    return assertThrows(Unreachable.class, () -> ask(url, settings)).getMessage();
  }

  private HttpAnswer ask(String url, String... settings) throws Unreachable {
    return new HttpCaller(
            reach(settings), url.startsWith("https"), Clock.fixed(NOON, ZoneOffset.UTC), MOST)
        .ask(HttpRequest.newBuilder(URI.create(url)), "it");
  }

  private HttpReach reach(String... settings) {
    Map<String, String> all = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    return HttpReach.of(new HttpSettings(new PluginSettings("test", Contexts.of(folder, all))));
  }
}
