package io.diffy.agent.tables;

/** The type bits of a stat(2) mode. */
final class FileType {
  private static final int MASK = 0170000;

  private FileType() {}

  static boolean isRegular(int mode) {
    return (mode & MASK) == 0100000;
  }

  static boolean isDirectory(int mode) {
    return (mode & MASK) == 0040000;
  }

  static boolean isLink(int mode) {
    return (mode & MASK) == 0120000;
  }

  /** osquery's word. */
  static String word(int mode) {
    return switch (mode & MASK) {
      case 0100000 -> "regular";
      case 0040000 -> "directory";
      case 0120000 -> "symlink";
      case 0060000 -> "block";
      case 0020000 -> "character";
      case 0010000 -> "fifo";
      case 0140000 -> "socket";
      default -> "unknown";
    };
  }
}
