package io.diffy.http;

import io.diffy.http.HttpReach.ClientIdentity;
import io.diffy.plugin.PluginFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/** Whom to trust, and who this side is: files as Kafka's clients read them, encrypted keys too. */
final class TlsContext {
  private static final String PEM = DefaultSslEngineFactory.PEM_TYPE;

  private TlsContext() {}

  static SSLContext of(HttpReach reach) {
    Map<String, Object> files = new HashMap<>();
    reach
        .authority()
        .ifPresent(
            authority -> {
              files.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, PEM);
              files.put(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, authority.toString());
            });
    SSLContext context =
        read(
            files,
            "can't read the certificates that " + reach.key("ca-file") + " names: %s; correct it");
    if (reach.identity().isEmpty()) {
      return context;
    }
    String wrong =
        "can't read the client certificate that %s names, or its key: %%s; it must be PEM, with the key (PKCS#8) in the same file or in %s, or a PKCS12 store; see also %s"
            .formatted(
                reach.key("client-certificate"),
                reach.key("client-key"),
                reach.key("client-password-file"));
    try {
      files.putAll(identity(reach.identity().get()));
    } catch (IOException e) {
      throw new PluginFailure(wrong.formatted(HttpSettings.why(e)), e);
    }
    return read(files, wrong);
  }

  private static SSLContext read(Map<String, Object> files, String wrong) {
    try (DefaultSslEngineFactory reader = new DefaultSslEngineFactory()) {
      reader.configure(new ConfigDef().withClientSslSupport().parse(files));
      return reader.sslContext();
    } catch (KafkaException e) {
      throw new PluginFailure(wrong.formatted(HttpSettings.why(e)), e);
    }
  }

  private static Map<String, Object> identity(ClientIdentity identity) throws IOException {
    Map<String, Object> files = new HashMap<>();
    boolean pem = isPem(identity.certificate());
    files.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, pem ? PEM : "PKCS12");
    if (pem && identity.key().isPresent()) {
      files.put(
          SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG,
          Files.readString(identity.certificate()));
      files.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, Files.readString(identity.key().get()));
    } else {
      files.put(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG, identity.certificate().toString());
    }
    identity
        .password()
        .ifPresent(
            password ->
                files.put(
                    pem
                        ? SslConfigs.SSL_KEY_PASSWORD_CONFIG
                        : SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG,
                    password));
    return files;
  }

  private static boolean isPem(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      // A PKCS12 store is DER: a sequence.
      return in.read() != 0x30;
    }
  }
}
