package io.diffy.aws.ssm;

import java.util.regex.Pattern;

/**
 * Text from hosts and from AWS made fit for a message: one line, bounded, no control characters,
 * and no key or signature should one stand in it.
 */
final class MaskedText {
  private static final int MOST = 300;
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\s]+");
  private static final Pattern KEY_ID = Pattern.compile("\\b(AKIA|ASIA)[A-Z0-9]{12,}\\b");
  private static final Pattern SIGNED =
      Pattern.compile(
          "(X-Amz-(?:Signature|Credential|Security-Token)=)[^&\\s\"']+", Pattern.CASE_INSENSITIVE);

  private MaskedText() {}

  static String of(String text) {
    return of(text, MOST);
  }

  static String of(String text, int most) {
    if (text == null) {
      return "";
    }
    // Masked before it is cut: half a key is no longer found.
    String bounded = text.length() > 20 * most ? text.substring(0, 20 * most) : text;
    String masked = SIGNED.matcher(bounded).replaceAll("$1***");
    String line =
        UNPRINTABLE.matcher(KEY_ID.matcher(masked).replaceAll("$1***")).replaceAll(" ").strip();
    return line.length() > most ? line.substring(0, most).strip() + "…" : line;
  }
}
