package io.diffy.processor.store;

import java.time.Duration;
import java.time.Instant;

/**
 * When the windows of one group and query close.
 *
 * @param interval the advance of the windows
 * @param nextEnd the end that closes next
 * @param newestEnd the last end that has an answer of its own
 */
public record Schedule(Duration interval, Instant nextEnd, Instant newestEnd) {
  private static final int FORMAT = 1;

  public byte[] encode() {
    return Bytes.write(
        FORMAT,
        out -> {
          out.writeLong(interval.toMillis());
          Bytes.writeTime(out, nextEnd);
          Bytes.writeTime(out, newestEnd);
        });
  }

  public static Schedule decode(byte[] bytes) {
    return Bytes.read(
        FORMAT,
        bytes,
        in ->
            new Schedule(Duration.ofMillis(in.readLong()), Bytes.readTime(in), Bytes.readTime(in)));
  }
}
