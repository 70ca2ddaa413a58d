package io.diffy.schemas.trust;

import io.diffy.schemas.Decision;
import io.diffy.schemas.SignedBy;
import io.diffy.schemas.codec.Codec;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A person with a private key. */
public final class Signer {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  private final String name;
  private final PrivateKey key;

  private final String realm;

  private Signer(String name, PrivateKey key, String realm) {
    this.name = name;
    this.key = key;
    this.realm = realm;
  }

  /** The same, whose signatures are good in this installation only; empty: in all. */
  public Signer in(String installation) {
    return new Signer(name, key, installation);
  }

  /**
   * Reads a key as {@code openssl genpkey -algorithm ed25519} writes it: PKCS#8 in PEM, not
   * encrypted.
   *
   * @param name of the key among the trusted ones
   * @throws IllegalArgumentException when it is none; never says what is in it
   */
  public static Signer of(String name, String pem) {
    int begin = pem.indexOf(BEGIN);
    int end = pem.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(whatElse(pem));
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN.length(), end));
      return new Signer(
          name,
          KeyFactory.getInstance(TrustedKeys.ALGORITHM)
              .generatePrivate(new PKCS8EncodedKeySpec(der)),
          "");
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException("no private key of Ed25519", e);
    }
  }

  private static String whatElse(String pem) {
    if (pem.contains("ENCRYPTED PRIVATE KEY")) {
      return "the private key is encrypted; openssl pkey -in FILE prints it decrypted";
    }
    return pem.contains("PUBLIC KEY")
        ? "this is the public key; the private one signs"
        : "no private key in PEM, as openssl genpkey -algorithm ed25519 writes it";
  }

  public String name() {
    return name;
  }

  /** The decision with this person's signature, which takes the place of an older one of hers. */
  public <T extends Decision<T>> T sign(T decision, Codec<T> codec, Instant at) {
    List<SignedBy> signatures = new ArrayList<>(decision.signatures());
    signatures.removeIf(one -> one.key().equals(name));
    byte[] text = SignedText.of(decision, SignedText.content(decision, codec), realm, name, at);
    signatures.add(new SignedBy(name, at, Base64.getEncoder().encodeToString(signature(text))));
    return decision.signed(signatures);
  }

  private byte[] signature(byte[] text) {
    try {
      Signature ed25519 = Signature.getInstance(TrustedKeys.ALGORITHM);
      ed25519.initSign(key);
      ed25519.update(text);
      return ed25519.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("can't sign as " + name, e);
    }
  }

  @Override
  public String toString() {
    return "the key of " + name;
  }
}
