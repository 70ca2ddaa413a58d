package io.diffy.processor.runtime;

import javax.management.MXBean;

/** What JMX shows of what is read too late, or can't be read. Counts are since the start. */
@MXBean
public interface RetentionCountsMXBean {
  /** Offsets that were not read and never will be; marks of transactions count too. */
  long getLost();

  /** How often that happened, each partition by itself. */
  long getHoles();

  /** Of the retention, how much the oldest waiting record has used up; 0 when none waits. */
  int getUsedPercent();

  /** Whether so much is used up that records may be deleted soon. */
  boolean isAlarm();
}
