package io.diffy.remote.enroll;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.schemas.text.Hashing;
import java.security.SecureRandom;
import java.util.Base64;

/** Secrets and node keys: 256 random bits as text. What is kept of them is their SHA-256. */
public final class SecretText {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 32;

  private SecretText() {}

  /** A new one, of letters, digits, dashes and underscores. */
  public static String random() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** What may be kept: nobody finds 256 random bits by trying. */
  public static String hash(String secret) {
    return Hashing.sha256(secret.getBytes(UTF_8));
  }
}
