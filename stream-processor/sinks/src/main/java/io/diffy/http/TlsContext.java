package io.diffy.http;

import io.diffy.http.HttpReach.ClientIdentity;
import io.diffy.plugin.PluginFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
    String untrusted =
        "can't read the certificates that " + reach.key("ca-file") + " names: %s; correct it";
    if (reach.authority().isPresent()) {
      Path authority = reach.authority().get();
      // Kafka would write a stack trace about a file that is not there.
      try (InputStream in = Files.newInputStream(authority)) {
        int unused = in.read();
      } catch (IOException e) {
        throw new PluginFailure(untrusted.formatted(HttpSettings.why(e)), e);
      }
      files.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, PEM);
      files.put(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, authority.toString());
    }
    SSLContext context = read(files, Optional.empty(), untrusted);
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
    return read(files, reach.identity(), wrong);
  }

  private static SSLContext read(
      Map<String, Object> files, Optional<ClientIdentity> identity, String wrong) {
    try (DefaultSslEngineFactory reader = new DefaultSslEngineFactory()) {
      reader.configure(new ConfigDef().withClientSslSupport().parse(files));
      if (identity.isPresent()) {
        checkKeys(reader.keystore(), identity.get().password().orElse("").toCharArray());
      } else if (reader.truststore() != null) {
        checkDates(reader.truststore());
      }
      return reader.sslContext();
    } catch (KafkaException | GeneralSecurityException e) {
      throw new PluginFailure(wrong.formatted(why(e)), e);
    }
  }

  /** Java trusts what it is told to trust, in whatever year; nobody else does. */
  private static void checkDates(KeyStore trusted) throws GeneralSecurityException {
    CertificateException ended = null;
    for (String name : Collections.list(trusted.aliases())) {
      try {
        ((X509Certificate) trusted.getCertificate(name)).checkValidity();
        return;
      } catch (CertificateExpiredException e) {
        ended = new CertificateException("what it holds has expired (" + e.getMessage() + ")");
      } catch (CertificateNotYetValidException e) {
        ended = new CertificateException("it is not valid yet (" + e.getMessage() + ")");
      }
    }
    if (ended != null) {
      throw ended;
    }
  }

  private static void checkKeys(KeyStore keys, char[] password) throws GeneralSecurityException {
    for (String name : Collections.list(keys.aliases())) {
      if (keys.getKey(name, password) instanceof PrivateKey key
          && !isOf(key, keys.getCertificate(name).getPublicKey())) {
        throw new KeyException("the key is not that of the certificate");
      }
    }
  }

  private static boolean isOf(PrivateKey key, PublicKey open) throws GeneralSecurityException {
    String algorithm = key.getAlgorithm();
    String signs = Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA").get(algorithm);
    if (signs == null) {
      return true;
    }
    Signature signature = Signature.getInstance(signs);
    signature.initSign(key);
    byte[] signed = signature.sign();
    if (!algorithm.equals(open.getAlgorithm())) {
      return false;
    }
    signature.initVerify(open);
    return signature.verify(signed);
  }

  private static String why(Throwable failure) {
    String said = HttpSettings.why(failure);
    if (said.contains("BadPadding") || said.contains("password was incorrect")) {
      return "the password does not open it";
    }
    if (said.contains("algid parse error")) {
      return "the key is PKCS#1, of which openssl pkcs8 -topk8 -nocrypt makes PKCS#8";
    }
    return said.contains("SecretKeyFactory not available")
        ? "this Java can't open a key that is encrypted so; openssl pkcs12 -export makes a store of both"
        : said;
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
