package io.diffy.agent.tables;

import java.util.HexFormat;

/** IP addresses as inet_ntop(3) prints them, which is how osquery does. */
final class InetText {
  private static final int GROUPS = 8;

  private InetText() {}

  /**
   * An address of /proc/net: hexadecimal, in 32-bit words of the host's byte order. Every Linux
   * that Java 17 runs on, but s390x, is little-endian.
   */
  static String fromProc(String hex) {
    if (hex.length() != 8 && hex.length() != 32) {
      return "";
    }
    try {
      byte[] words = HexFormat.of().parseHex(hex);
      byte[] address = new byte[words.length];
      for (int i = 0; i < words.length; i++) {
        address[i] = words[i / 4 * 4 + 3 - i % 4];
      }
      return text(address);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** 4 or 16 bytes. */
  static String text(byte[] address) {
    return address.length == 4 ? text4(address, 0) : text6(address);
  }

  /** The netmask with this many leading ones. */
  static String mask(int bits, int bytes) {
    byte[] mask = new byte[bytes];
    for (int i = 0; i < bits; i++) {
      mask[i / 8] |= (byte) (0x80 >> i % 8);
    }
    return text(mask);
  }

  private static String text4(byte[] bytes, int from) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < from + 4; i++) {
      text.append(i == from ? "" : ".").append(bytes[i] & 0xff);
    }
    return text.toString();
  }

  private static String text6(byte[] bytes) {
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
    }
    int start = -1;
    int length = 1; // a single zero group is not shortened
    for (int i = 0; i < GROUPS; i++) {
      int zeros = 0;
      while (i + zeros < GROUPS && groups[i + zeros] == 0) {
        zeros++;
      }
      if (zeros > length) {
        start = i;
        length = zeros;
      }
    }
    boolean mapped = start == 0 && (length == 6 || (length == 5 && groups[5] == 0xffff));
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == start) {
        text.append("::");
        i += length - 1;
      } else if (mapped && i == 6) {
        separate(text);
        return text.append(text4(bytes, 12)).toString();
      } else {
        separate(text);
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  private static void separate(StringBuilder text) {
    if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
      text.append(':');
    }
  }
}
