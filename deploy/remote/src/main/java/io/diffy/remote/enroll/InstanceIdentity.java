package io.diffy.remote.enroll;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.remote.topic.LenientJson;
import io.diffy.service.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Verifies instance identity documents of EC2: the text that the metadata service of an instance
 * gives to nobody but that instance, signed by AWS.
 */
public final class InstanceIdentity {
  private static final String PUBLISHED =
      "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/regions-certs.html";

  private final List<Certificate> certificates;

  private InstanceIdentity(List<Certificate> certificates) {
    this.certificates = certificates;
  }

  /**
   * By the certificates of a file: those of the RSA signature that AWS publishes for the regions in
   * use, in PEM, one after the other.
   */
  public static InstanceIdentity by(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      List<Certificate> all =
          List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
      if (all.isEmpty()) {
        throw new CertificateException("it holds none");
      }
      return new InstanceIdentity(all);
    } catch (IOException | CertificateException e) {
      throw new CommandFailure(
          "--tls-ec2-certificates %s: it must hold AWS's certificates in PEM, from %s (%s)"
              .formatted(file, PUBLISHED, e.getMessage()),
          e);
    }
  }

  /**
   * The document, where its signature is AWS's.
   *
   * @param document in base64, byte for byte as the metadata service gave it
   * @param signature as the metadata service gave it, lines joined
   */
  Optional<JsonNode> verified(String document, String signature) {
    try {
      byte[] text = Base64.getMimeDecoder().decode(document);
      byte[] signed = Base64.getMimeDecoder().decode(signature);
      for (Certificate certificate : certificates) {
        if (isSignedBy(certificate, text, signed)) {
          return Optional.of(LenientJson.tree(new String(text, UTF_8)));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      // Neither base64 nor JSON: it proves nothing.
    }
    return Optional.empty();
  }

  private static boolean isSignedBy(Certificate certificate, byte[] text, byte[] signed) {
    try {
      Signature check = Signature.getInstance("SHA256withRSA");
      check.initVerify(certificate.getPublicKey());
      check.update(text);
      return check.verify(signed);
    } catch (GeneralSecurityException e) {
      // Of another kind or length than this certificate signs.
      return false;
    }
  }
}
