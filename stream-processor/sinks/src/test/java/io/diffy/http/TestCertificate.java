package io.diffy.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate that nobody knows, for a name. */
public final class TestCertificate {
  static final char[] PASSWORD = "for-a-test".toCharArray();

  private final Path folder;
  private final KeyStore store = KeyStore.getInstance("PKCS12");
  private final Path keys;
  private final Path pem;

  /**
   * Made by the JDK's own tool.
   *
   * @param name as the tool writes it: {@code ip:127.0.0.1}
   * @param more options of the tool
   */
  public TestCertificate(Path folder, String name, String... more)
      throws IOException, InterruptedException, GeneralSecurityException {
    this.folder = folder;
    keys = folder.resolve("keys.p12");
    pem = folder.resolve("ca.pem");
    String[] made = {
      "-genkeypair", "-alias", "it", "-keyalg", "EC", "-dname", "CN=it", "-ext", "san=" + name
    };
    keytool(keys, Stream.of(made, more).flatMap(Stream::of).toArray(String[]::new));
    keytool(keys, "-exportcert", "-rfc", "-alias", "it", "-file", pem.toString());
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD);
    }
  }

  /** For a server that shows it. */
  public SSLContext server() throws GeneralSecurityException {
    KeyManagerFactory manager =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    manager.init(store, PASSWORD);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    try {
      trusted.load(null, null);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    trusted.setCertificateEntry("it", store.getCertificate("it"));
    trust.init(trusted);
    SSLContext server = SSLContext.getInstance("TLS");
    server.init(manager.getKeyManagers(), trust.getTrustManagers(), null);
    return server;
  }

  /** The certificate, as a client trusts it. */
  public Path pem() {
    return pem;
  }

  /** The certificate with its key, which {@link #PASSWORD} opens. */
  public Path pkcs12() {
    return keys;
  }

  /** The key alone, PEM. */
  public Path key() throws IOException, GeneralSecurityException {
    String text = Base64.getMimeEncoder().encodeToString(store.getKey("it", PASSWORD).getEncoded());
    Path made =
        Files.writeString(
            folder.resolve("key.pem"),
            "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n");
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
    return made;
  }

  private static void keytool(Path keys, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder tool =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-J-Duser.language=en",
            "-J-XX:TieredStopAtLevel=1",
            "-J-XX:+UseSerialGC",
            // Who reads the file works as long as who wrote it; nobody guesses this password.
            "-J-Dkeystore.pkcs12.macIterationCount=100",
            "-J-Dkeystore.pkcs12.certPbeIterationCount=100",
            "-J-Dkeystore.pkcs12.keyPbeIterationCount=100",
            "-keystore",
            keys.toString(),
            "-storepass",
            new String(PASSWORD));
    tool.command().addAll(List.of(arguments));
    Process process = tool.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("keytool: " + said);
    }
  }
}
