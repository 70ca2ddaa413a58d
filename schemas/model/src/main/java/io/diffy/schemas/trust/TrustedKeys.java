package io.diffy.schemas.trust;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Public keys by the names of the people who hold the private ones. */
public final class TrustedKeys {
  static final String ALGORITHM = "Ed25519";

  private final Map<String, PublicKey> keys;

  private TrustedKeys(Map<String, PublicKey> keys) {
    this.keys = keys;
  }

  /**
   * Reads one key a line: a name, a blank, and the key in base64, as it stands between the lines of
   * {@code openssl pkey -pubout}. Lines that are empty or begin with {@code #} are passed over.
   *
   * @throws IllegalArgumentException when a line is something else, or two names share one key:
   *     then one person could sign as two
   */
  public static TrustedKeys of(List<String> lines) {
    Map<String, PublicKey> keys = new TreeMap<>();
    Set<PublicKey> seen = new HashSet<>();
    for (int n = 1; n <= lines.size(); n++) {
      String line = lines.get(n - 1).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String[] words = line.split("\\s+", -1);
      if (words.length != 2) {
        throw wrong(n, "a name and a public key in base64 are required");
      }
      PublicKey key = key(words[1], n);
      if (!seen.add(key)) {
        throw wrong(n, "the key of " + words[0] + " stands there under another name, too");
      }
      if (keys.put(words[0], key) != null) {
        throw wrong(n, words[0] + " has two keys; give each a name of its own");
      }
    }
    return new TrustedKeys(keys);
  }

  private static PublicKey key(String base64, int line) {
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "line " + line + ": no public key of Ed25519 in base64", e);
    }
  }

  private static IllegalArgumentException wrong(int line, String why) {
    return new IllegalArgumentException("line " + line + ": " + why);
  }

  public int size() {
    return keys.size();
  }

  boolean knows(String name) {
    return keys.containsKey(name);
  }

  /** Whether the holder of this key signed this text. */
  boolean holds(String name, byte[] text, byte[] signature) {
    try {
      Signature ed25519 = Signature.getInstance(ALGORITHM);
      ed25519.initVerify(keys.get(name));
      ed25519.update(text);
      return ed25519.verify(signature);
    } catch (GeneralSecurityException e) {
      // Bytes that are no point of the curve are as wrong as others.
      return false;
    }
  }
}
