package io.diffy.processor.runtime;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** The counts of {@link RetentionCountsMXBean}, over JMX while the processor runs. */
final class RetentionCounts implements RetentionCountsMXBean, AutoCloseable {
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong ranges = new AtomicLong();
  private final ObjectName name;
  private volatile int usedPercent;
  private volatile boolean alarm;

  private RetentionCounts(ObjectName name) {
    this.name = name;
  }

  static RetentionCounts register(String applicationId) {
    try {
      RetentionCounts counts =
          new RetentionCounts(
              new ObjectName(
                  "io.diffy.processor:type=retention,application="
                      + ObjectName.quote(applicationId)));
      counts.close();
      ManagementFactory.getPlatformMBeanServer().registerMBean(counts, counts.name);
      return counts;
    } catch (JMException e) {
      throw new IllegalStateException("no metrics of " + applicationId, e);
    }
  }

  void lost(SkippedRange range) {
    lost.addAndGet(range.size());
    ranges.incrementAndGet();
  }

  void used(int percent, boolean tooMuch) {
    usedPercent = percent;
    alarm = tooMuch;
  }

  @Override
  public long getLost() {
    return lost.get();
  }

  @Override
  public long getHoles() {
    return ranges.get();
  }

  @Override
  public int getUsedPercent() {
    return usedPercent;
  }

  @Override
  public boolean isAlarm() {
    return alarm;
  }

  @Override
  public void close() {
    try {
      MBeanServer server = ManagementFactory.getPlatformMBeanServer();
      if (server.isRegistered(name)) {
        server.unregisterMBean(name);
      }
    } catch (JMException e) {
      throw new IllegalStateException("no metrics of " + name, e);
    }
  }
}
