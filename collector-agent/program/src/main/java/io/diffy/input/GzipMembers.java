package io.diffy.input;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * All members of a gzip file, one after the other. Java's own reader takes whatever it can't read
 * behind a member for the end, so that a damaged byte hides the rest without a word; here that is
 * {@linkplain DamagedInput damage}. Zeros behind the last member are none: tapes pad with them.
 */
final class GzipMembers extends InputStream {
  private static final int MAGIC_1 = 0x1f;
  private static final int MAGIC_2 = 0x8b;
  private static final int DEFLATE = 8;
  private static final int CHECKED_HEAD = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int TRAILER_NUMBER = 4;

  private final InputStream zipped;
  private final byte[] buffer = new byte[1 << 16];
  private final Inflater inflater = new Inflater(true);
  private final CRC32 sum = new CRC32();
  private int from;
  private int to;
  private long before;
  private boolean inside;
  private boolean ended;
  private DamagedInput damage;

  /** Nothing is read yet. */
  GzipMembers(InputStream zipped) {
    this.zipped = zipped;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /** What was read before a damage comes first, and then the damage, every time. */
  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (damage != null) {
      throw damage;
    }
    try {
      while (!ended && length > 0) {
        if (!inside && !begin()) {
          ended = true;
          break;
        }
        int read = inflater.inflate(bytes, offset, length);
        if (read > 0) {
          sum.update(bytes, offset, read);
          return read;
        }
        proceed();
      }
      return length == 0 ? 0 : -1;
    } catch (DataFormatException e) {
      damage = new DamagedInput(position(), "a damaged gzip member (" + e.getMessage() + ")");
      throw damage;
    } catch (DamagedInput e) {
      damage = e;
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    zipped.close();
  }

  private void proceed() throws IOException {
    if (inflater.finished()) {
      from = to - inflater.getRemaining();
      requireTrailer();
      inside = false;
    } else if (inflater.needsDictionary()) {
      throw new DamagedInput(position(), "a damaged gzip member");
    } else if (fill()) {
      inflater.setInput(buffer, from, to - from);
    } else {
      throw cut();
    }
  }

  /** Goes to the data of the next member; false when there is none. */
  private boolean begin() throws IOException {
    int first = next();
    while (first == 0) {
      first = next();
    }
    if (first < 0) {
      return false;
    }
    long at = position() - 1;
    if (first != MAGIC_1 || required() != MAGIC_2 || required() != DEFLATE) {
      throw new DamagedInput(at, "no gzip member begins here, and the file goes on");
    }
    int flags = required();
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip(required() + (required() << 8));
    }
    for (int text : new int[] {NAME, COMMENT}) {
      while ((flags & text) != 0 && required() != 0) {
        // Up to its zero.
      }
    }
    skip((flags & CHECKED_HEAD) != 0 ? 2 : 0);
    inflater.reset();
    inflater.setInput(buffer, from, to - from);
    sum.reset();
    inside = true;
    return true;
  }

  private void requireTrailer() throws IOException {
    long at = position();
    if (number() != sum.getValue() || number() != (inflater.getBytesWritten() & 0xffffffffL)) {
      throw new DamagedInput(at, "a gzip member's checksum is wrong: something in it is damaged");
    }
  }

  private long number() throws IOException {
    long number = 0;
    for (int i = 0; i < TRAILER_NUMBER; i++) {
      number |= (long) required() << (8 * i);
    }
    return number;
  }

  private void skip(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      required();
    }
  }

  private int required() throws IOException {
    int next = next();
    if (next < 0) {
      throw cut();
    }
    return next;
  }

  private int next() throws IOException {
    return from < to || fill() ? buffer[from++] & 0xff : -1;
  }

  private boolean fill() throws IOException {
    before += to;
    from = 0;
    to = Math.max(0, zipped.read(buffer, 0, buffer.length));
    return to > 0;
  }

  private DamagedInput cut() {
    return new DamagedInput(position(), "the file ends within a gzip member: it was cut");
  }

  private long position() {
    return before + (inside && to > 0 ? to - inflater.getRemaining() : from);
  }
}
