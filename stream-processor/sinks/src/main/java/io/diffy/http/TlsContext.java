package io.diffy.http;

import io.diffy.http.HttpReach.ClientIdentity;
import io.diffy.plugin.PluginFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/** Whom to trust, and who this side is. */
final class TlsContext {
  private TlsContext() {}

  static SSLContext of(HttpReach reach) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(reach), trust(reach), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new PluginFailure("TLS can't be set up: " + e.getMessage(), e);
    }
  }

  /** Trust in the certificates of the PEM file, and in no others. */
  private static TrustManager[] trust(HttpReach reach) {
    if (reach.authority().isEmpty()) {
      return null;
    }
    try (InputStream pem = Files.newInputStream(reach.authority().get())) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        store.setCertificateEntry("ca-" + store.size(), one);
      }
      if (store.size() == 0) {
        throw new PluginFailure(
            reach.key("ca-file") + " must be a PEM file with at least one certificate; correct it");
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      return trust.getTrustManagers();
    } catch (IOException | GeneralSecurityException e) {
      throw new PluginFailure(
          "can't read the certificates that %s names: %s; correct it"
              .formatted(reach.key("ca-file"), HttpSettings.why(e)),
          e);
    }
  }

  private static KeyManager[] keys(HttpReach reach) throws GeneralSecurityException {
    if (reach.identity().isEmpty()) {
      return null;
    }
    ClientIdentity identity = reach.identity().get();
    Map<String, Object> settings = new HashMap<>();
    // Kafka's own reading of stores: it knows PEM with encrypted keys too.
    try (DefaultSslEngineFactory reader = new DefaultSslEngineFactory()) {
      boolean pem = isPem(identity.certificate());
      settings.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, pem ? "PEM" : "PKCS12");
      if (pem && identity.key().isPresent()) {
        settings.put(
            SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, text(identity.certificate()));
        settings.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, text(identity.key().get()));
      } else {
        settings.put(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG, identity.certificate().toString());
      }
      identity
          .password()
          .map(Password::new)
          .ifPresent(
              password -> {
                settings.put(SslConfigs.SSL_KEY_PASSWORD_CONFIG, password);
                if (!pem) {
                  settings.put(SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG, password);
                }
              });
      reader.configure(new ConfigDef().withClientSslSupport().parse(settings));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(
          reader.keystore(),
          identity.password().map(String::toCharArray).orElse(pem ? null : new char[0]));
      return keys.getKeyManagers();
    } catch (IOException | KafkaException | GeneralSecurityException e) {
      throw new PluginFailure(
          "can't read the client certificate that %s names (%s); it must be a PKCS12 store, or PEM with an unencrypted or PKCS#8 key in the same file or in %s; see also %s"
              .formatted(
                  reach.key("client-certificate"),
                  HttpSettings.why(e),
                  reach.key("client-key"),
                  reach.key("client-password-file")),
          e);
    }
  }

  private static boolean isPem(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      // A PKCS12 store is DER: a sequence.
      return in.read() != 0x30;
    }
  }

  private static Password text(Path file) throws IOException {
    return new Password(Files.readString(file));
  }
}
