package io.diffy.input;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.schemas.text.Resource;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What a file looks like whose lines are no observations, in words that say what to do. It goes by
 * the beginning alone and is a guess: nothing is judged by it.
 */
final class InputLook {
  /** So much of the beginning tells. */
  static final int HEAD = 4096;

  private static final int TAR_MAGIC = 257;
  private static final int UNIT = 4;
  private static final String UTF_16 = "UTF-16 text; convert it: iconv -f UTF-16 -t UTF-8";

  private static final String UTF_32 = "UTF-32 text; convert it: iconv -f UTF-32 -t UTF-8";
  private static final String OTHER_ENCODING =
      "JSON in another encoding than UTF-8; convert it, for example: iconv -f LATIN1 -t UTF-8";
  private static final String OBJECTS =
      "JSON objects that are neither observations nor osqueryd's log";

  /** Stands for the file's own name. */
  static final String FILE = "FILE";

  /** What {@code looks.tsv} says, which says how to read it. */
  private static final List<Look> LOOKS =
      Resource.text(InputLook.class, "looks.tsv")
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> Look.of(line.split("\t", 3)))
          .toList();

  private record Look(String kind, Predicate<String> begins, String words) {
    static Look of(String[] cells) {
      return new Look(cells[0], begins(cells), cells[2]);
    }

    private static Predicate<String> begins(String[] cells) {
      if (cells[0].equals("text")) {
        Pattern pattern = Pattern.compile(cells[1]);
        return text -> pattern.matcher(text).lookingAt();
      }
      String bytes = cells[1].translateEscapes();
      return text -> text.startsWith(bytes);
    }
  }

  private InputLook() {}

  /**
   * What it looks like, to stand behind "it looks like".
   *
   * @param head the first {@link #HEAD} bytes, unzipped; fewer only where there are no more
   */
  static String of(byte[] head) {
    String bytes = new String(head, ISO_8859_1);
    Optional<String> known = container(head).or(() -> of("bytes", bytes));
    if (known.isPresent()) {
      return known.get();
    }
    if (bytes.indexOf('\0') >= 0) {
      return wide(head);
    }
    String text = new String(head, UTF_8).stripLeading();
    if (text.startsWith("\ufeff")) {
      text = text.substring(1).stripLeading();
    }
    return (isText(bytes) ? of("text", text) : Optional.<String>empty())
        .map(look -> look.equals(OBJECTS) && !isUtf8(head) ? OTHER_ENCODING : look)
        .orElse("binary data");
  }

  /** What holds other files or records; empty where its lines may be what is looked for. */
  static Optional<String> container(byte[] head) {
    String bytes = new String(head, ISO_8859_1);
    return bytes.startsWith("ustar", TAR_MAGIC)
        ? Optional.of("a tar archive; unpack it first")
        : of("container", bytes);
  }

  private static Optional<String> of(String kind, String beginning) {
    return LOOKS.stream()
        .filter(look -> look.kind().equals(kind) && look.begins().test(beginning))
        .map(Look::words)
        .findFirst();
  }

  /**
   * Latin letters in two or four bytes each: of every two bytes one is a zero, or of four three.
   */
  private static String wide(byte[] head) {
    int[] zeros = new int[UNIT];
    for (int i = 0; i < head.length; i++) {
      zeros[i % UNIT] += head[i] == 0 ? 1 : 0;
    }
    int most = head.length / UNIT * 3 / 4;
    long mostly = IntStream.of(zeros).filter(count -> count > most).count();
    boolean pairs = (zeros[0] > most) == (zeros[2] > most);
    return mostly == 3
        ? UTF_32
        : mostly == 2 && pairs ? UTF_16 + " (or UTF-16LE, UTF-16BE)" : "binary data";
  }

  /** But for a character that the end of the head cuts. */
  private static boolean isUtf8(byte[] head) {
    CoderResult end =
        UTF_8.newDecoder().decode(ByteBuffer.wrap(head), CharBuffer.allocate(head.length), false);
    return !end.isError();
  }

  /** No control characters but those of lines and colours. */
  private static boolean isText(String bytes) {
    return bytes.chars().noneMatch(c -> c < ' ' && "\t\n\r\f\u001b".indexOf(c) < 0);
  }
}
