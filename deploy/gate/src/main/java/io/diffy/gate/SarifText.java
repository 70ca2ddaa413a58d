package io.diffy.gate;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Host text in the three places of a SARIF file where some character of it would be obeyed. */
final class SarifText {
  private SarifText() {}

  /**
   * For a plain text message (section 3.11): braces are doubled, or they would be placeholders, and
   * what would be an embedded link is taken apart.
   */
  static String plain(String safe) {
    return safe.replace("{", "{{").replace("}", "}}").replace("](", "] (");
  }

  /** For a formatted message: a code span, fenced by more backticks than there are in it. */
  static String code(String safe) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < safe.length(); i++) {
      run = safe.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    String fence = "`".repeat(longest + 1);
    String braces = safe.replace("{", "{{").replace("}", "}}");
    return fence + " " + braces + " " + fence;
  }

  /** One segment of a relative address: what is no letter, digit, dash or underscore is encoded. */
  static String segment(String text) {
    StringBuilder out = new StringBuilder();
    for (byte octet : ReportText.name(text).getBytes(UTF_8)) {
      char c = (char) (octet & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_';
      out.append(plain ? String.valueOf(c) : "%%%02X".formatted(octet & 0xff));
    }
    return out.toString();
  }
}
