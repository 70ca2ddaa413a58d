package io.diffy.gate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;

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
    return URLEncoder.encode(ReportText.name(text), UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace(".", "%2E");
  }
}
