package io.diffy.osquerylog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes of hosts as text. osqueryd does not check its snapshots for UTF-8, and tables hold any. */
final class LogText {
  private static final Pattern ESCAPED = Pattern.compile("(?:\\\\x[89A-Fa-f][0-9A-Fa-f]){2,}");

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private LogText() {}

  /**
   * A line as text. Bytes that are not UTF-8 become what osqueryd writes for them in differences,
   * {@code \xHH}: so different ones stay different.
   */
  static String of(byte[] line) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
    } catch (CharacterCodingException e) {
      return withEscapes(line);
    }
  }

  private static String withEscapes(byte[] line) {
    CharsetDecoder decoder = UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(line);
    CharBuffer out = CharBuffer.allocate(line.length * 5 + 1);
    for (CoderResult result = decoder.decode(in, out, true);
        result.isError();
        result = decoder.decode(in, out, true)) {
      for (int i = 0; i < result.length(); i++) {
        byte escaped = in.get();
        // A backslash in JSON is two.
        out.put("\\\\x").put(HEX.toHighHexDigit(escaped)).put(HEX.toLowHexDigit(escaped));
      }
    }
    return out.flip().toString();
  }

  /**
   * A row of an agent that writes every byte beyond ASCII as {@code \xHH} (osquery before 5.x does
   * in differences), in the spelling of the others. A row that has such characters plain was
   * written by another, and its escapes are what the host holds.
   */
  static void unescape(Map<String, String> row) {
    boolean plain =
        row.values().stream().noneMatch(cell -> cell.chars().anyMatch(c -> c > 0x7f))
            && row.values().stream().anyMatch(cell -> cell.contains("\\x"));
    if (plain) {
      row.replaceAll((column, cell) -> ESCAPED.matcher(cell).replaceAll(LogText::decoded));
    }
  }

  private static String decoded(MatchResult escapes) {
    String text = escapes.group();
    byte[] bytes = new byte[text.length() / 4];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(text, 4 * i + 2, 4 * i + 4, 16);
    }
    try {
      text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      // Bytes that are no text stay as they are written.
    }
    return Matcher.quoteReplacement(text);
  }
}
