package io.diffy.input;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Streams as they are meant: gzip is taken off, but not without end. */
public final class Unzipped {
  /** So much may come of anything, in bytes: a piece of an archive is a fraction of it. */
  static final long FREE = 1L << 30;

  /** Beyond that, so many bytes may come of one; a simulated fleet of alike hosts gives 9. */
  static final int MOST = 200;

  private Unzipped() {}

  /**
   * Reads a plain stream as it is, and a gzipped one unzipped.
   *
   * @throws IOException also from reading: {@link DamagedInput} behind the last byte that can be
   *     read; and when more comes of it than of any honest recording, so that a file of some
   *     megabytes can't fill the disk
   */
  public static InputStream of(InputStream input) throws IOException {
    return of(input, FREE);
  }

  static InputStream of(InputStream input, long free) throws IOException {
    Counted zipped = new Counted(input);
    BufferedInputStream buffered = new BufferedInputStream(zipped, 1 << 16);
    buffered.mark(2);
    boolean gzip = Arrays.equals(buffered.readNBytes(2), new byte[] {0x1f, (byte) 0x8b});
    buffered.reset();
    return gzip
        ? new BufferedInputStream(new Bounded(new GzipMembers(buffered), zipped, free), 1 << 16)
        : buffered;
  }

  private static class Counted extends FilterInputStream {
    private long count;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int next = in.read();
      count(next < 0 ? 0 : 1);
      return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = in.read(bytes, offset, length);
      count(Math.max(0, read));
      return read;
    }

    void count(int read) throws IOException {
      count += read;
    }
  }

  private static final class Bounded extends Counted {
    private final Counted zipped;
    private final long free;

    Bounded(InputStream unzipping, Counted zipped, long free) {
      super(unzipping);
      this.zipped = zipped;
      this.free = free;
    }

    @Override
    void count(int read) throws IOException {
      super.count(read);
      long unfolded = super.count;
      if (unfolded > free && unfolded / MOST > zipped.count) {
        throw new IOException(
            "it unfolds to more than %d times its size, as no recording does; unzip it first if it is one"
                .formatted(MOST));
      }
    }
  }
}
