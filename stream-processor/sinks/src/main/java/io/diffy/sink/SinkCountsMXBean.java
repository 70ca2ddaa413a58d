package io.diffy.sink;

import javax.management.MXBean;

/** What JMX shows of a delivery. Counts are since its process began. */
@MXBean
public interface SinkCountsMXBean {
  /** Records read: the sum of delivered, refused and passed. */
  long getRead();

  /** Records that the target keeps. */
  long getDelivered();

  /** Records that the target will never take; they are in the dead letters. */
  long getRefused();

  /** Records without a value: there is nothing to deliver. */
  long getPassed();

  /**
   * Places of the topic that its retention deleted before they were read; marks of transactions
   * count too.
   */
  long getLost();

  /** Attempts that failed; each is made again. */
  long getFailures();

  /** Whether the last attempt failed. */
  boolean isFailing();
}
