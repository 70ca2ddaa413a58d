package io.diffy.schemas.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** People with keys, made with openssl genpkey -algorithm ed25519. Nobody trusts Mallory. */
public final class TestKeys {
  public static final String ANNA_PEM =
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEIPUl/HUGL2ahZCJNbMMLWjCaqYFOO82rUzbzshYdhdp1
      -----END PRIVATE KEY-----
      """;
  public static final String BEN_PEM =
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEIPBJvF4O2rmqT0MTsA89D/GvknKWboWuXfpKx6CN70zT
      -----END PRIVATE KEY-----
      """;
  public static final String MALLORY_PEM =
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEIJegRET0HwdYgHNRC2qZL2dZXWroDJnBDtvrx2YXewEv
      -----END PRIVATE KEY-----
      """;

  public static final Signer ANNA = Signer.of("anna", ANNA_PEM);
  public static final Signer BEN = Signer.of("ben", BEN_PEM);
  public static final Signer MALLORY = Signer.of("mallory", MALLORY_PEM);

  /** Mallory signs under Anna's name. */
  public static final Signer MALLORY_AS_ANNA = Signer.of("anna", MALLORY_PEM);

  /** As they stand in the file of trusted keys. */
  public static final List<String> ANNA_AND_BEN =
      List.of(
          "# the security leads",
          "",
          "anna MCowBQYDK2VwAyEACosAmlicLKeq6KbEgMpw5yroNNb4LRDw3g0d/7sNW+4=",
          "ben  MCowBQYDK2VwAyEAlei6S6jQCIfpvn2zLOpD5wlbcZJmzttK0gqXDiQIaYs=");

  private TestKeys() {}

  /** A key as a file that only its owner may read. */
  public static Path file(Path file, String pem) throws IOException {
    Files.writeString(file, pem);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  /** So many of Anna and Ben must sign. */
  public static TrustPolicy trust(int needed) {
    return TrustPolicy.of(TrustedKeys.of(ANNA_AND_BEN), needed);
  }
}
