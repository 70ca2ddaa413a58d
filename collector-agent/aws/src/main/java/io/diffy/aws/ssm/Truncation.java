package io.diffy.aws.ssm;

import java.nio.charset.StandardCharsets;

/**
 * How the agent cuts: what it keeps inline ends after 24,000 bytes, and the last 20 of them are
 * replaced by a mark ({@code pluginutil.StringPrefix} of amazon-ssm-agent).
 */
final class Truncation {
  static final int INLINE = 24_000;
  private static final String MARK = "--output truncated--";

  private Truncation() {}

  /** Whether what came inline may lack its end. */
  static boolean isCutInline(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length >= INLINE
        || text.stripTrailing().endsWith(MARK);
  }

  /** Whether output of any size ends with the mark. */
  static boolean isMarked(byte[] output) {
    int from = Math.max(0, output.length - MARK.length() - 8);
    return new String(output, from, output.length - from, StandardCharsets.ISO_8859_1)
        .stripTrailing()
        .endsWith(MARK);
  }
}
