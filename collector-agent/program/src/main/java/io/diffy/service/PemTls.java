package io.diffy.service;

import io.diffy.settings.OwnedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/** TLS of a server by files in PEM, read by Kafka's own reader: one kind of file for all of us. */
public final class PemTls {
  private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

  private PemTls() {}

  /** The versions that are spoken. */
  public static String[] versions() {
    return VERSIONS.clone();
  }

  /**
   * The context of a server.
   *
   * @param options how a person names the files, as in {@code --http-certificate and --http-key}
   * @param certificate with its chain
   * @param key in PKCS #8, without a password
   * @param clients who signs the certificates of clients; empty: they are asked for none
   */
  public static SSLContext server(
      String options, Path certificate, Path key, Optional<Path> clients) {
    OwnedFile.demand(options + ": the certificate", certificate, false);
    OwnedFile.demand(options + ": the key", key, true);
    clients.ifPresent(file -> OwnedFile.demand(options + ": " + file, file, false));
    Map<String, Object> settings = new TreeMap<>();
    settings.put(SslConfigs.SSL_PROTOCOL_CONFIG, SslConfigs.DEFAULT_SSL_PROTOCOL);
    settings.put(SslConfigs.SSL_CIPHER_SUITES_CONFIG, List.of());
    settings.put(SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG, List.of(VERSIONS));
    settings.put(
        SslConfigs.SSL_KEYMANAGER_ALGORITHM_CONFIG, SslConfigs.DEFAULT_SSL_KEYMANGER_ALGORITHM);
    settings.put(
        SslConfigs.SSL_TRUSTMANAGER_ALGORITHM_CONFIG,
        SslConfigs.DEFAULT_SSL_TRUSTMANAGER_ALGORITHM);
    settings.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, DefaultSslEngineFactory.PEM_TYPE);
    settings.put(SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, new Password(text(certificate)));
    settings.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, new Password(text(key)));
    clients.ifPresent(
        file -> {
          settings.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, DefaultSslEngineFactory.PEM_TYPE);
          settings.put(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, new Password(text(file)));
        });
    try (DefaultSslEngineFactory pem = new DefaultSslEngineFactory()) {
      pem.configure(settings);
      return pem.sslContext();
    } catch (KafkaException e) {
      throw new CommandFailure(
          "%s: they must be PEM, the key in PKCS #8 without a password (%s)"
              .formatted(options, e.getMessage()),
          e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new CommandFailure("can't read " + file + ": " + e, e);
    }
  }
}
