package io.diffy.remote.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for this machine and its key in PEM, made by the JDK's own tool. */
final class Tls {
  private static final String PASSWORD = "for-a-test";

  final Path certificate;
  final Path key;
  final KeyStore keys;

  Tls(Path folder, String name, String algorithm) throws Exception {
    Path store = folder.resolve(name + ".p12");
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    // Who reads the file works as long as who wrote it; nobody guesses this password.
    words.addAll(
        List.of(
            "-J-XX:TieredStopAtLevel=1",
            "-J-XX:+UseSerialGC",
            "-J-Dkeystore.pkcs12.macIterationCount=100",
            "-J-Dkeystore.pkcs12.certPbeIterationCount=100",
            "-J-Dkeystore.pkcs12.keyPbeIterationCount=100"));
    words.addAll(List.of("-genkeypair", "-alias", name, "-keyalg", algorithm, "-dname"));
    words.addAll(List.of("CN=" + name, "-ext", "san=ip:127.0.0.1", "-storetype", "PKCS12"));
    words.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    if (new ProcessBuilder(words).inheritIO().start().waitFor() != 0) {
      throw new IllegalStateException("keytool failed");
    }
    keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    certificate =
        pem(folder.resolve(name + ".pem"), "CERTIFICATE", keys.getCertificate(name).getEncoded());
    key =
        pem(
            folder.resolve(name + ".key"),
            "PRIVATE KEY",
            keys.getKey(name, PASSWORD.toCharArray()).getEncoded());
  }

  /** Of a client that trusts this certificate, and shows its own where it has one. */
  SSLContext client(Tls own) throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("it", keys.getCertificate(keys.aliases().nextElement()));
    trust.init(trusted);
    KeyManagerFactory shown =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    if (own != null) {
      shown.init(own.keys, PASSWORD.toCharArray());
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own == null ? null : shown.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  java.security.PrivateKey privateKey() throws Exception {
    return (java.security.PrivateKey)
        keys.getKey(keys.aliases().nextElement(), PASSWORD.toCharArray());
  }

  private static Path pem(Path file, String what, byte[] bytes) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    Path made =
        Files.writeString(
            file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, text, what));
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
    return made;
  }
}
