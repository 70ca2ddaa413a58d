package io.diffy.rules.state;

import java.util.HexFormat;

/**
 * Keys of the stores: parts separated by NUL, which no name can hold (observations with control
 * characters in names are malformed). Everything of one group and query stands together.
 */
public final class StateKeys {
  private static final char END = '\0';

  private StateKeys() {}

  public static String of(Object... parts) {
    StringBuilder key = new StringBuilder(64);
    for (int i = 0; i < parts.length; i++) {
      key.append(i == 0 ? "" : END).append(parts[i]);
    }
    return key.toString();
  }

  /** The prefix of all keys that begin with these parts. */
  public static String prefix(Object... parts) {
    return of(parts) + END;
  }

  public static String[] split(String key) {
    return key.split(String.valueOf(END), -1);
  }

  public static String hex(long fingerprint) {
    return HexFormat.of().toHexDigits(fingerprint);
  }
}
