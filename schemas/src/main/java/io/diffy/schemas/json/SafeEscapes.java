package io.diffy.schemas.json;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import io.diffy.schemas.text.SafeText;
import java.io.Serial;
import java.util.Locale;

/**
 * Escapes what JSON allows in the raw but a terminal obeys: control characters beyond U+001F, line
 * separators, and the characters that reorder or hide text. So a topic can be shown with cat.
 */
final class SafeEscapes extends CharacterEscapes {
  @Serial private static final long serialVersionUID = 1L;

  static final SafeEscapes INSTANCE = new SafeEscapes();

  private static final char DELETE = 0x7f;
  private static final SerializableString[] ESCAPES = escapes();

  private SafeEscapes() {}

  @Override
  public int[] getEscapeCodesForAscii() {
    int[] escapes = standardAsciiEscapesForJSON();
    escapes[DELETE] = ESCAPE_STANDARD;
    return escapes;
  }

  @Override
  public SerializableString getEscapeSequence(int unit) {
    return ESCAPES[unit];
  }

  /** Made once: a host may send millions of them. */
  private static SerializableString[] escapes() {
    SerializableString[] escapes = new SerializableString[Character.MAX_VALUE + 1];
    for (int unit = 0; unit < escapes.length; unit++) {
      if (SafeText.isUnprintable(unit)) {
        escapes[unit] = new SerializedString(String.format(Locale.ROOT, "\\u%04x", unit));
      }
    }
    return escapes;
  }
}
