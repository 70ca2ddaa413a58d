package io.diffy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.PluginFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whom a client trusts, what it shows of itself, and how it is said that this does not fit. */
@Timeout(30)
final class HttpTlsTest extends HttpExchange {
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

  private String refused(String url, String... settings) {
    return assertThrows(PluginFailure.class, () -> ask(url, settings)).getMessage();
  }

  private String tls(Exception cause) {
    SSLException failure = new SSLHandshakeException("PKIX path validation failed");
    failure.initCause(cause);
    String said = Unreachable.of("it", true, reach(), failure).getMessage();
    assertFalse(said.contains("PKIX") || said.contains("java."), said);
    return said;
  }
}
