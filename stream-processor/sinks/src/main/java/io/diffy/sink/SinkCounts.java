package io.diffy.sink;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What became of the records: read is the sum of delivered, refused and passed; lost were deleted
 * from the topic before they could be read, marks of transactions among them. Over JMX as {@code
 * io.diffy.sink:type=sink,name="…"}.
 */
final class SinkCounts implements SinkCountsMXBean {
  /** The counts at one moment, when their sums hold. */
  record Moment(
      long read,
      long delivered,
      long refused,
      long passed,
      long lost,
      long failures,
      boolean failing) {}

  private final AtomicLong read = new AtomicLong();
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong passed = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private volatile boolean failing;

  synchronized void delivered(int records, int refusals) {
    read.addAndGet(records);
    delivered.addAndGet(records - refusals);
    refused.addAndGet(refusals);
    failing = false;
  }

  synchronized void passed() {
    read.incrementAndGet();
    passed.incrementAndGet();
  }

  void lost(long records) {
    lost.addAndGet(records);
  }

  void failed() {
    failures.incrementAndGet();
    failing = true;
  }

  synchronized Moment moment() {
    return new Moment(
        read.get(),
        delivered.get(),
        refused.get(),
        passed.get(),
        lost.get(),
        failures.get(),
        failing);
  }

  @Override
  public long getRead() {
    return read.get();
  }

  @Override
  public long getDelivered() {
    return delivered.get();
  }

  @Override
  public long getRefused() {
    return refused.get();
  }

  @Override
  public long getPassed() {
    return passed.get();
  }

  @Override
  public long getLost() {
    return lost.get();
  }

  @Override
  public long getFailures() {
    return failures.get();
  }

  @Override
  public boolean isFailing() {
    return failing;
  }

  @Override
  public String toString() {
    return "%,d delivered, %,d refused%s%s"
        .formatted(
            delivered.get(),
            refused.get(),
            passed.get() == 0 ? "" : ", %,d empty ones passed over".formatted(passed.get()),
            lost.get() == 0
                ? ""
                : ", up to %,d deleted from the topic before they were read".formatted(lost.get()));
  }
}
