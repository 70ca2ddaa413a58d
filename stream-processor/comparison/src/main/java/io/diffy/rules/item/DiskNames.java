package io.diffy.rules.item;

/**
 * Names of disks by the id of their file system: {@code /dev/disk/by-uuid/1A2B-3C4D}, and in the
 * name of a unit {@code dev-disk-by\x2duuid-1A2B\x2d3C4D.device} (systemd-escape(1)). A FAT id is
 * too short to be told from a word by itself, and every host has its own.
 */
final class DiskNames {
  private static final String[] MARKS = {
    "by-uuid", "by\\x2duuid", "by-partuuid", "by\\x2dpartuuid"
  };

  private DiskNames() {}

  /** The text with each such id replaced. */
  static String masked(String text) {
    if (text.indexOf("uuid") < 0) {
      return text;
    }
    String masked = text;
    for (String mark : MARKS) {
      masked = maskedAfter(mark, masked);
    }
    return masked;
  }

  private static String maskedAfter(String mark, String text) {
    int at = text.indexOf(mark);
    if (at < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int from = 0;
    while (at >= 0) {
      int start = Math.min(text.length(), at + mark.length() + 1);
      int end = idEnd(text, start);
      out.append(text, from, start).append(end > start ? HostTextNormalizer.UUID : "");
      from = end;
      at = text.indexOf(mark, end);
    }
    return out.append(text, from, text.length()).toString();
  }

  private static int idEnd(String text, int start) {
    int end = start;
    while (end < text.length() && isOfId(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isOfId(char c) {
    return TextShapes.isHex(c) || c == '-' || c == '\\' || c == 'x';
  }
}
