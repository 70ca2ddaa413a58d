package io.diffy.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.console.http.Listening;
import io.diffy.console.http.TokenFile;
import io.diffy.schemas.text.Hashing;
import io.diffy.service.CommandFailure;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What others than this machine reach: a certificate and a key in PEM, and a token. */
@ExtendWith(ConsoleBroker.class)
final class OverTlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private Path folder;

  @Test
  void aCookieIsForTlsOnlyWhereThereIsTls() throws Exception {
    KeyStore keys = keys();
    Certificate certificate = keys.getCertificate("console");
    Listening.Tls files =
        new Listening.Tls(
            pem("CERTIFICATE", certificate.getEncoded()),
            pem("PRIVATE KEY", keys.getKey("console", PASSWORD).getEncoded()));
    try (Console console = start(files)) {
      assertTrue(console.address().startsWith("https://"), console.address());
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(console.address() + "v1/session"))
              .header("X-Diffy", "1")
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{\"token\":\"t\"}"))
              .build();
      HttpResponse<String> answer = trusting(certificate).send(request, BodyHandlers.ofString());
      assertEquals(200, answer.statusCode(), answer.body());
      String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
      assertTrue(cookie.startsWith("__Host-diffy-token=t; Path=/;"), cookie);
      assertTrue(cookie.endsWith("; Secure"), cookie);
      assertTrue(answer.headers().firstValue("Strict-Transport-Security").isPresent());
    }
  }

  @Test
  void whatIsNoKeyIsNamed() throws Exception {
    Path nothing = Files.writeString(folder.resolve("nothing"), "nothing");
    Files.setPosixFilePermissions(nothing, PosixFilePermissions.fromString("rw-------"));
    CommandFailure refused =
        assertThrows(CommandFailure.class, () -> start(new Listening.Tls(nothing, nothing)));
    assertTrue(refused.getMessage().contains("--http-key"), refused.getMessage());
  }

  private Console start(Listening.Tls files) throws Exception {
    String hash = Hashing.sha256("t".getBytes(UTF_8));
    Path tokens = Files.writeString(folder.resolve("tokens"), "ann analyst sha256:" + hash);
    Listening there =
        new Listening(
            "127.0.0.1",
            0,
            Optional.of(files),
            false,
            Set.of(),
            Optional.of(TokenFile.of(tokens, Clock.systemUTC())));
    return Console.start(ConsoleBroker.cluster, there, Duration.ofDays(7), Clock.systemUTC());
  }

  private KeyStore keys() throws Exception {
    Path store = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "console",
                "-keyalg",
                "EC",
                "-dname",
                "CN=console",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .inheritIO()
            .start();
    assertEquals(0, keytool.waitFor());
    return KeyStore.getInstance(store.toFile(), PASSWORD);
  }

  private Path pem(String what, byte[] bytes) throws Exception {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    Path made =
        Files.writeString(
            folder.resolve(what.replace(' ', '-')),
            "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, text, what));
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
    return made;
  }

  private static HttpClient trusting(Certificate certificate) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("console", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }
}
