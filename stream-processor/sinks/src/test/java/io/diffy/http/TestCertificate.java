package io.diffy.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate that nobody knows, for a name. */
final class TestCertificate {
  private static final char[] PASSWORD = "for-a-test".toCharArray();

  private final SSLContext server;
  private final Path pem;

  /**
   * Made by the JDK's own tool.
   *
   * @param name as the tool writes it: {@code ip:127.0.0.1}
   */
  TestCertificate(Path folder, String name)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path keys = folder.resolve("keys.p12");
    pem = folder.resolve("ca.pem");
    keytool(
        keys,
        "-genkeypair",
        "-alias",
        "it",
        "-keyalg",
        "EC",
        "-dname",
        "CN=it",
        "-ext",
        "san=" + name);
    keytool(keys, "-exportcert", "-rfc", "-alias", "it", "-file", pem.toString());
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD);
    }
    KeyManagerFactory manager =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    manager.init(store, PASSWORD);
    server = SSLContext.getInstance("TLS");
    server.init(manager.getKeyManagers(), null, null);
  }

  SSLContext server() {
    return server;
  }

  Path pem() {
    return pem;
  }

  private static void keytool(Path keys, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder tool =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-J-Duser.language=en",
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
