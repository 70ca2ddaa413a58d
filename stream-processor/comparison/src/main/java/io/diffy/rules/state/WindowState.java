package io.diffy.rules.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * When the windows of one group and query close.
 *
 * @param interval the advance of the windows
 * @param openFrom the first end at or after this time closes next
 * @param newestFrom from when on the newest answer counts: the last end that has an answer of its
 *     own is the first one at or after this time
 * @param dissent how many answers reported another interval since the group's hosts were asked last
 * @param counted how many hosts there were then
 */
public record WindowState(
    Duration interval, Instant openFrom, Instant newestFrom, int dissent, int counted) {
  private static final int FORMAT = 2;

  /** With the ends themselves in the place of the times, and without any dissent. */
  private static final int FORMAT_BEFORE = 1;

  /** Asking all hosts costs a scan: it waits for an answer of every eighth that dissents. */
  private static final int ONE_OF = 8;

  /** The first answer decides alone; so whoever else is known is asked at once. */
  public static WindowState first(Duration reported, Instant from) {
    return new WindowState(reported, from, from, 1, 0);
  }

  /** Whether somebody reported another interval since the hosts were asked last. */
  public boolean disputed() {
    return dissent > 0;
  }

  /** Whether so many did that it is time to ask them all. */
  public boolean worthAsking() {
    return disputed() && (long) dissent * ONE_OF >= counted;
  }

  public byte[] encode() {
    return new StateWriter(FORMAT)
        .big(interval.toMillis())
        .time(openFrom)
        .time(newestFrom)
        .number(dissent)
        .number(counted)
        .done();
  }

  public static WindowState decode(byte[] bytes) {
    return StateReader.read(
        Set.of(FORMAT, FORMAT_BEFORE),
        bytes,
        in ->
            new WindowState(
                Duration.ofMillis(in.big()),
                in.time(),
                in.time(),
                in.format() == FORMAT ? in.number() : 0,
                in.format() == FORMAT ? in.number() : 0));
  }
}
