package io.diffy.search;

import static io.diffy.schemas.TestFindings.BIND_SHELL;
import static io.diffy.search.TestSink.record;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.http.TestCertificate;
import io.diffy.plugin.Dataset;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.Sink;
import io.diffy.plugin.kit.Contexts;
import io.diffy.search.ScriptedSearch.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way not to get through ends in one sentence that holds no secret. */
class UnreachableClusterTest {
  private static final String PASSWORD = "swordfish-1";

  @TempDir Path folder;

  @Test
  void whereNobodyListens() {
    assertEquals(
        "can't reach http://127.0.0.1:1: the connection was refused; see whether it runs, and"
            + " plugin.opensearch.url",
        failure("url", "http://127.0.0.1:1"));
  }

  @Test
  void aHostThatIsNotThere() {
    assertEquals(
        "can't reach http://no-such-host.invalid:9200: there is no such host; correct"
            + " plugin.opensearch.url",
        failure("url", "http://no-such-host.invalid:9200"));
  }

  @Test
  void anAnswerThatDoesNotCome() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + silent.getLocalPort();
      assertEquals(
          "can't reach "
              + url
              + ": no answer within 1 s; see whether it is overloaded, or raise"
              + " plugin.opensearch.timeout-seconds",
          failure("url", url, "timeout-seconds", "1"));
    }
  }

  @Test
  void anAnswerThatNeverEnds() throws IOException {
    try (ServerSocket stalling = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread half = new Thread(() -> answerHalf(stalling));
      half.start();
      String url = "http://127.0.0.1:" + stalling.getLocalPort();
      assertTrue(failure("url", url, "timeout-seconds", "1").contains("no answer within 1 s"));
    }
  }

  @Test
  void aCertificateThatNobodyKnows() throws Exception {
    TestCertificate certificate = new TestCertificate(folder, "ip:127.0.0.1");
    try (ScriptedSearch server = ScriptedSearch.overTls(certificate.server())) {
      assertEquals(
          "can't reach "
              + server.url()
              + ": its certificate is not trusted; set plugin.opensearch.ca-file to a PEM file of the"
              + " authority that signed it",
          failure("url", server.url()));
    }
  }

  @Test
  void aCertificateOfAnotherHost() throws Exception {
    TestCertificate certificate = new TestCertificate(folder, "dns:search.example.com");
    try (ScriptedSearch server = ScriptedSearch.overTls(certificate.server())) {
      assertTrue(
          failure("url", server.url(), "ca-file", certificate.pem().toString())
              .contains(
                  "its certificate is of another host (No subject alternative names matching IP address"));
    }
  }

  @Test
  void aCertificateThatIsTrusted() throws Exception {
    TestCertificate certificate = new TestCertificate(folder, "ip:127.0.0.1");
    try (ScriptedSearch server = ScriptedSearch.overTls(certificate.server());
        Sink sink =
            TestSink.open(
                Dataset.FINDINGS, server.url(), "ca-file", certificate.pem().toString())) {
      assertEquals(List.of(), sink.deliver(List.of(record(BIND_SHELL))));
    }
  }

  @Test
  void httpWhereTlsIsSpoken() throws Exception {
    TestCertificate certificate = new TestCertificate(folder, "ip:127.0.0.1");
    try (ScriptedSearch tls = ScriptedSearch.overTls(certificate.server())) {
      assertTrue(
          failure("url", tls.url().replace("https", "http"))
              .endsWith("see whether it runs, and whether it speaks http or https"));
    }
  }

  @Test
  void aWrongPassword() throws IOException {
    Path file = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
    try (ScriptedSearch server = ScriptedSearch.answering(bulk -> new Reply(401, "who?"));
        Sink sink =
            TestSink.open(
                Dataset.FINDINGS,
                server.url(),
                "user",
                "diffy",
                "password-file",
                file.toString())) {
      PluginFailure failure =
          assertThrows(PluginFailure.class, () -> sink.deliver(List.of(record(BIND_SHELL))));

      assertEquals(
          server.url()
              + " does not accept the user or key (401); see plugin.opensearch.user with"
              + " plugin.opensearch.password-file, or plugin.opensearch.api-key-file",
          failure.getMessage());
      assertEquals("Basic ZGlmZnk6c3dvcmRmaXNoLTE=", server.asked.get(0).authorization());
    }
  }

  @Test
  void aKeyGoesAsElasticsearchWantsIt() throws IOException {
    Path file = Files.writeString(folder.resolve("key"), "a2V5OnNlY3JldA==\n");
    try (ScriptedSearch server = ScriptedSearch.answering(ScriptedSearch::taken);
        Sink sink =
            TestSink.open(Dataset.FINDINGS, server.url(), "api-key-file", file.toString())) {
      sink.deliver(List.of(record(BIND_SHELL)));

      assertEquals("ApiKey a2V5OnNlY3JldA==", server.asked.get(0).authorization());
    }
  }

  @Test
  void aPasswordGoesOverHttpToThisMachineOnlyAndIsNeverShown() throws IOException {
    String[] user = {"user", "diffy", "password", PASSWORD};
    try (ScriptedSearch server = ScriptedSearch.answering(ScriptedSearch::taken)) {
      TestSink.open(Dataset.FINDINGS, server.url(), user).close();
      Map<String, String> settings =
          Map.of("url", server.url(), "user", "diffy", "password", PASSWORD);
      SearchConnection connection = SearchConnection.of(Contexts.of(folder, settings));
      assertFalse(connection.toString().contains(PASSWORD));
    }
    String refused =
        "a password or key goes only over https, or to this machine: the network could read it;"
            + " correct plugin.opensearch.url";
    assertEquals(
        refused, failure("url", "http://192.0.2.1:9200", "user", "diffy", "password", PASSWORD));
    assertEquals(refused, failure("url", "http://192.0.2.1:9200", "api-key", PASSWORD));
    assertEquals(
        refused,
        failure("url", "http://127.0.0.1:1", "api-key", PASSWORD, "proxy", "192.0.2.1:3128"),
        "a proxy elsewhere reads it too");
  }

  @Test
  void settingsThatAreWrongAreNamedAndNotQuoted() {
    assertEquals(
        "plugin.opensearch.url is not set; it is the address of a node, https://host:9200",
        failure());
    String userInUrl = failure("url", "https://diffy:" + PASSWORD + "@search:9200");
    assertEquals(
        "plugin.opensearch.url must be without user and password, which have settings of their own;"
            + " correct it",
        userInUrl);
    assertEquals(
        "plugin.opensearch.url must be http or https addresses, with commas between them;"
            + " correct it",
        failure("url", "ftp://" + PASSWORD));
    assertEquals(
        "set either plugin.opensearch.user with plugin.opensearch.password-file, or"
            + " plugin.opensearch.api-key-file, or none of them",
        failure("url", "http://127.0.0.1:1", "user", "diffy"));
    assertEquals(
        "plugin.opensearch.shape must be ocsf or ecs, not \"cef\"; correct it",
        failure("url", "http://127.0.0.1:1", "shape", "cef"));
    assertEquals(
        "plugin.opensearch.index must be lower-case letters, digits, '.', '_' and '-', a letter or"
            + " digit first, not \"../_all\"; correct it",
        failure("url", "http://127.0.0.1:1", "index", "../_all"));
    assertTrue(
        failure("url", "http://127.0.0.1:1", "ca-file", "/no/such/file")
            .startsWith("can't read the certificates that plugin.opensearch.ca-file names: "));
    assertTrue(
        failure("url", "http://127.0.0.1:1", "user", "x", "password-file", "/no/such/file")
            .startsWith("can't read the file that plugin.opensearch.password-file names: "));
  }

  private String failure(String... settings) {
    Map<String, String> all = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    PluginContext context = Contexts.of(folder, all);
    return assertThrows(
            PluginFailure.class, () -> new OpenSearchSink().open(Dataset.FINDINGS, context))
        .getMessage();
  }

  private static void answerHalf(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket
          .getOutputStream()
          .write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".getBytes(US_ASCII));
      Thread.sleep(5_000);
    } catch (IOException | InterruptedException e) {
      // The test is over.
    }
  }
}
