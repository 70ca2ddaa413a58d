package io.diffy.agent.tables;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** IP addresses as inet_ntop(3) prints them, which is how osquery does. */
final class InetText {
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
    return IntStream.range(from, from + 4)
        .mapToObj(i -> Integer.toString(bytes[i] & 0xff))
        .collect(Collectors.joining("."));
  }

  private static String text6(byte[] bytes) {
    List<String> groups = new ArrayList<>();
    for (int i = 0; i < bytes.length; i += 2) {
      groups.add(Integer.toHexString(((bytes[i] & 0xff) << 8) | (bytes[i + 1] & 0xff)));
    }
    int start = -1;
    int length = 1; // a single zero group is not shortened
    for (int i = 0; i < groups.size(); i++) {
      int end = i;
      while (end < groups.size() && groups.get(end).equals("0")) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    if (start < 0) {
      return String.join(":", groups);
    }
    String before = String.join(":", groups.subList(0, start)) + "::";
    boolean mapped = start == 0 && (length == 6 || (length == 5 && groups.get(5).equals("ffff")));
    return mapped
        ? before + (length == 5 ? "ffff:" : "") + text4(bytes, 12)
        : before + String.join(":", groups.subList(start + length, groups.size()));
  }
}
