package io.diffy.plugins.file;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Parts of keys as names of files, one to one. Letters, digits, dashes and underscores stand for
 * themselves, every other byte is {@code %XX}, half a character is {@code %uXXXX}, nothing is
 * {@code %}. What is too long for a name goes on in a folder: {@code +} at the end of its name says
 * so. No name holds a dot or a slash, so that none leaves the folder.
 */
final class KeyPath {
  private static final int MAX_NAME = 200;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final String GOES_ON = "+";
  private static final String NOTHING = "%";

  private KeyPath() {}

  /** Folders and file, without an ending. */
  static Path of(Path folder, List<String> key) {
    List<String> names = new ArrayList<>();
    for (String part : key) {
      String name = encoded(part);
      int from = 0;
      for (; name.length() - from > MAX_NAME; from += MAX_NAME) {
        names.add(name.substring(from, from + MAX_NAME) + GOES_ON);
      }
      names.add(name.substring(from));
    }
    // At once: one after the other, each would copy all before it.
    return folder.resolve(String.join("/", names));
  }

  /** The key of a path below a folder; empty when no key has that path. */
  static Optional<List<String>> key(Path relative) {
    List<String> key = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (Path name : relative) {
      String text = name.toString();
      if (text.endsWith(GOES_ON)) {
        part.append(text, 0, text.length() - 1);
      } else {
        Optional<String> decoded = decoded(part + text);
        if (decoded.isEmpty()) {
          return Optional.empty();
        }
        key.add(decoded.get());
        part.setLength(0);
      }
    }
    return part.isEmpty() ? Optional.of(key) : Optional.empty();
  }

  private static String encoded(String part) {
    if (part.isEmpty()) {
      return NOTHING;
    }
    StringBuilder name = new StringBuilder();
    part.codePoints().forEach(point -> append(name, point));
    return name.toString();
  }

  private static void append(StringBuilder name, int point) {
    if (isPlain(point)) {
      name.appendCodePoint(point);
    } else if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
      name.append("%u").append(HEX.toHexDigits((char) point));
    } else {
      for (byte b : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
        name.append('%').append(HEX.toHexDigits(b));
      }
    }
  }

  private static boolean isPlain(int point) {
    return (point >= 'a' && point <= 'z')
        || (point >= 'A' && point <= 'Z')
        || (point >= '0' && point <= '9')
        || point == '-'
        || point == '_';
  }

  /** What {@link #encoded} makes this name of; empty when it makes it of nothing. */
  private static Optional<String> decoded(String name) {
    if (name.equals(NOTHING)) {
      return Optional.of("");
    }
    StringBuilder part = new StringBuilder();
    byte[] bytes = new byte[name.length()];
    int at = 0;
    try {
      while (at < name.length()) {
        int count = 0;
        while (at < name.length() && name.charAt(at) == '%' && name.charAt(at + 1) != 'u') {
          bytes[count++] = (byte) Integer.parseInt(name.substring(at + 1, at + 3), 16);
          at += 3;
        }
        part.append(new String(bytes, 0, count, StandardCharsets.UTF_8));
        if (at < name.length() && name.charAt(at) == '%') {
          part.append((char) Integer.parseInt(name.substring(at + 2, at + 6), 16));
          at += 6;
        } else if (at < name.length()) {
          part.append(name.charAt(at++));
        }
      }
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      // A file that somebody else put there.
      return Optional.empty();
    }
    return encoded(part.toString()).equals(name) ? Optional.of(part.toString()) : Optional.empty();
  }
}
