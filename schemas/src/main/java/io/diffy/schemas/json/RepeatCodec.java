package io.diffy.schemas.json;

import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The same codec for who reads what hosts say again and again: rows that some host answered of
 * late, to the byte, were checked then, and are not read again before somebody asks for one. It
 * accepts and refuses exactly what {@link ObservationCodec} does, in the same words.
 */
public final class RepeatCodec implements Codec<Observation> {
  /** A power of two. An entry takes about a hundred bytes. */
  private static final int PLACES = 1 << 18;

  /** Of all tasks of the process: a host that moves to another takes nothing with it. */
  private static final RecentAnswers<NamedRows.Extent> SEEN = new RecentAnswers<>(PLACES);

  private static final byte[] ROWS = "\"rows\":[".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NO_ROWS = "[]}".getBytes(StandardCharsets.UTF_8);

  private final Codec<Observation> codec;
  private final RecentAnswers<NamedRows.Extent> seen;

  /** A codec that knows what others of this process have read. */
  public RepeatCodec(Codec<Observation> codec) {
    this(codec, SEEN);
  }

  RepeatCodec(Codec<Observation> codec, RecentAnswers<NamedRows.Extent> seen) {
    this.codec = codec;
    this.seen = seen;
  }

  @Override
  public byte[] encode(Observation observation) {
    return codec.encode(observation);
  }

  @Override
  public Observation decode(byte[] bytes) throws MalformedRecord {
    int from = rowsAt(bytes);
    if (from < 0 || bytes.length > ObservationCodec.MAX_BYTES) {
      return codec.decode(bytes);
    }
    RowsName name = RowsName.of(bytes, from, bytes.length - 1);
    NamedRows.Extent known = seen.find(name);
    if (known != null) {
      Observation bare = withoutRows(bytes, from);
      if (bare != null) {
        return bare.withRows(bare.part(), new NamedRows(name, known, bytes, from, null));
      }
    }
    Observation read = codec.decode(bytes);
    if (!(read.rows() instanceof ReadRows rows)
        || rows.from() != from
        || rows.to() != bytes.length - 1) {
      return read;
    }
    NamedRows.Extent extent = NamedRows.Extent.of(rows);
    seen.keep(name, extent);
    return read.withRows(read.part(), new NamedRows(name, extent, bytes, from, rows));
  }

  /**
   * What stands around the rows, read as if there were none; null where that is no observation.
   * Rows that are known are a whole array, so in their place another one reads the same: if these
   * are not the rows of the observation but something inside it, a brace is missing at the end.
   */
  private Observation withoutRows(byte[] bytes, int from) {
    byte[] bare = Arrays.copyOf(bytes, from + NO_ROWS.length);
    System.arraycopy(NO_ROWS, 0, bare, from, NO_ROWS.length);
    try {
      return codec.decode(bare);
    } catch (MalformedRecord e) {
      return null; // of the whole record the words are other ones
    }
  }

  /** Where the rows begin if they are the last that the record says; -1 where they may not be. */
  private static int rowsAt(byte[] bytes) {
    if (bytes == null || bytes.length < ROWS.length || bytes[bytes.length - 1] != '}') {
      return -1;
    }
    for (int at = 0; at <= bytes.length - ROWS.length; at++) {
      if (bytes[at] == '"' && Arrays.equals(bytes, at, at + ROWS.length, ROWS, 0, ROWS.length)) {
        return at + ROWS.length - 1;
      }
    }
    return -1;
  }
}
