package io.diffy.schemas.text;

import java.util.Locale;

/** What is done to text of hosts before it is shown, stored or sent on. */
public final class SafeText {
  private static final int EXCERPT = 60;

  /** Room for {@code … (2,147,483,647 more characters)}. */
  private static final int MARK = 34;

  private static final char REPLACEMENT = '\uFFFD';

  private SafeText() {}

  /** At most 60 characters, none of them a control character, for use inside messages. */
  public static String excerpt(String text) {
    return excerpt(text, EXCERPT);
  }

  public static String excerpt(String text, int max) {
    String head = wellFormed(text.length() > max ? head(text, max - 1) + "…" : text);
    StringBuilder out = new StringBuilder(head.length());
    head.codePoints()
        .map(point -> isUnprintable(point) ? REPLACEMENT : point)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  /** Control characters, and those that reorder or break the line they stand in. */
  public static boolean isUnprintable(int point) {
    int type = Character.getType(point);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  /** At most {@code max} characters; where it was cut, the last of them say how much is missing. */
  public static String cut(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    String head = head(text, max - MARK);
    return head + "… (" + number(text.length() - head.length()) + " more characters)";
  }

  /** A number for a message: the same in every locale. */
  public static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** The first characters; never half of a surrogate pair. */
  private static String head(String text, int max) {
    boolean insidePair =
        max > 0
            && Character.isHighSurrogate(text.charAt(max - 1))
            && Character.isLowSurrogate(text.charAt(max));
    return text.substring(0, insidePair ? max - 1 : max);
  }

  /** The text with lone surrogates replaced, so that it can be written as UTF-8. */
  public static String wellFormed(String text) {
    int at = firstLoneSurrogate(text);
    if (at < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text);
    while (at >= 0) {
      out.setCharAt(at, REPLACEMENT);
      at = firstLoneSurrogate(out, at + 1);
    }
    return out.toString();
  }

  private static int firstLoneSurrogate(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      // Hardly any text has one, and each cell is looked at.
      if (Character.isSurrogate(text.charAt(i))) {
        return firstLoneSurrogate(text, i);
      }
    }
    return -1;
  }

  private static int firstLoneSurrogate(CharSequence text, int from) {
    int length = text.length();
    for (int i = from; i < length; i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean paired =
            Character.isHighSurrogate(c)
                && i + 1 < length
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!paired) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }

  /** The text with control characters replaced, so that it can be a name. */
  public static String withoutControls(String text) {
    if (!hasControlCharacter(text)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text);
    for (int i = 0; i < out.length(); i++) {
      if (Character.isISOControl(out.charAt(i))) {
        out.setCharAt(i, REPLACEMENT);
      }
    }
    return out.toString();
  }

  public static boolean hasControlCharacter(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }
}
