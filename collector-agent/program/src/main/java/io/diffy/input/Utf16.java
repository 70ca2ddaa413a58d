package io.diffy.input;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.Optional;

/** Text in two bytes a character, as Windows' shells write it, read as UTF-8. */
final class Utf16 extends InputStream {
  private final Reader text;
  private final CharsetEncoder encoder =
      UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPLACE);
  private final CharBuffer chars = CharBuffer.allocate(1 << 13).limit(0);
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).limit(0);
  private boolean ended;

  private Utf16(InputStream in, Charset charset) {
    text = new InputStreamReader(in, charset);
  }

  /**
   * The same bytes, or what they say in UTF-8.
   *
   * @param head how they begin
   */
  static InputStream unlessUtf8(byte[] head, InputStream in) {
    return charset(head).<InputStream>map(charset -> new Utf16(in, charset)).orElse(in);
  }

  /** By its mark, or by zeros beside the brackets and quotes that JSON begins with. */
  private static Optional<Charset> charset(byte[] head) {
    if (head.length < 4) {
      return Optional.empty();
    }
    int first = ((head[0] & 0xff) << 8) | (head[1] & 0xff);
    int second = ((head[2] & 0xff) << 8) | (head[3] & 0xff);
    boolean little = first == 0xfffe || head[0] == '{' || head[0] == '[';
    boolean big = first == 0xfeff || head[1] == '{' || head[1] == '[';
    if (little && second != 0 && head[3] == 0 && (first == 0xfffe || head[1] == 0)) {
      return Optional.of(UTF_16LE);
    }
    return big && second != 0 && head[2] == 0 && (first == 0xfeff || head[0] == 0)
        ? Optional.of(UTF_16BE)
        : Optional.empty();
  }

  @Override
  public int read() throws IOException {
    return fill() ? bytes.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (!fill()) {
      return -1;
    }
    int n = Math.min(length, bytes.remaining());
    bytes.get(into, offset, n);
    return n;
  }

  private boolean fill() throws IOException {
    while (!bytes.hasRemaining() && !ended) {
      chars.compact();
      ended = text.read(chars) < 0;
      chars.flip();
      bytes.clear();
      // What is left over is half of a pair, and waits for the other half.
      CoderResult unused = encoder.encode(chars, bytes, ended);
      bytes.flip();
    }
    return bytes.hasRemaining();
  }
}
