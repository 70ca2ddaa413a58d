package io.diffy.schemas.json;

import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.text.SafeText;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A strict look at the bytes before they are parsed. The parser itself lets through overlong forms
 * and encoded surrogates, and takes bytes with zeros in them for UTF-16.
 */
final class Utf8 {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long BACKSLASHES = LOW_BITS * '\\';

  private byte[] bytes;
  private boolean isCopy;

  private Utf8(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Throws where the bytes are not UTF-8. Surrogates that are escaped without their partner ({@code
   * \\ud83d} alone: legal JSON, but no text) become U+FFFD, so that what is read can be written.
   *
   * @return the same array, or a repaired copy of the same length
   */
  static byte[] checked(byte[] bytes) throws MalformedRecord {
    if (bytes.length > 1 && (bytes[0] == 0 || bytes[1] == 0)) {
      throw new MalformedRecord("not UTF-8 JSON: a zero byte at the start, as in UTF-16 or UTF-32");
    }
    Utf8 utf8 = new Utf8(bytes);
    utf8.scan();
    return utf8.bytes;
  }

  private void scan() throws MalformedRecord {
    int at = 0;
    while (at < bytes.length) {
      if (at + Long.BYTES <= bytes.length && isPlain((long) LONGS.get(bytes, at))) {
        at += Long.BYTES;
      } else {
        at = step(at);
      }
    }
  }

  /** Whether eight bytes are ASCII without a backslash. */
  private static boolean isPlain(long eight) {
    long zeroWhereBackslash = eight ^ BACKSLASHES;
    long backslashes = (zeroWhereBackslash - LOW_BITS) & ~zeroWhereBackslash;
    return ((eight | backslashes) & HIGH_BITS) == 0;
  }

  private int step(int at) throws MalformedRecord {
    int lead = bytes[at] & 0xff;
    if (lead < 0x80) {
      return lead == '\\' ? afterEscape(at) : at + 1;
    }
    int second = byteAt(at + 1);
    if (lead >= 0xc2 && lead <= 0xdf && isTail(second)) {
      return at + 2;
    }
    if (lead >= 0xe0 && lead <= 0xef && isTail(second) && isTail(byteAt(at + 2))) {
      boolean overlong = lead == 0xe0 && second < 0xa0;
      boolean surrogate = lead == 0xed && second > 0x9f;
      if (!overlong && !surrogate) {
        return at + 3;
      }
    }
    if (lead >= 0xf0
        && lead <= 0xf4
        && isTail(second)
        && isTail(byteAt(at + 2))
        && isTail(byteAt(at + 3))) {
      boolean overlong = lead == 0xf0 && second < 0x90;
      boolean beyondUnicode = lead == 0xf4 && second > 0x8f;
      if (!overlong && !beyondUnicode) {
        return at + 4;
      }
    }
    throw new MalformedRecord("invalid UTF-8 at byte " + SafeText.number(at));
  }

  private int afterEscape(int at) {
    int unit = escapedUnit(at);
    if (unit < 0) {
      return at + 2;
    }
    if (unit >= 0xd800 && unit <= 0xdbff) {
      int next = escapedUnit(at + 6);
      if (next >= 0xdc00 && next <= 0xdfff) {
        return at + 12;
      }
    }
    if (unit >= 0xd800 && unit <= 0xdfff) {
      replaceEscape(at);
    }
    return at + 6;
  }

  /** The UTF-16 unit spelled by the escape at this place, or -1 when there is none. */
  private int escapedUnit(int at) {
    if (byteAt(at) != '\\' || byteAt(at + 1) != 'u') {
      return -1;
    }
    int unit = 0;
    for (int i = at + 2; i < at + 6; i++) {
      int digit = Character.digit(byteAt(i), 16);
      if (digit < 0) {
        return -1;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }

  private void replaceEscape(int at) {
    if (!isCopy) {
      bytes = bytes.clone();
      isCopy = true;
    }
    bytes[at + 2] = 'f';
    bytes[at + 3] = 'f';
    bytes[at + 4] = 'f';
    bytes[at + 5] = 'd';
  }

  private int byteAt(int at) {
    return at < bytes.length ? bytes[at] & 0xff : 0;
  }

  private static boolean isTail(int octet) {
    return (octet & 0xc0) == 0x80;
  }
}
