package io.diffy.sink;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** The counts of a delivery over JMX, while it runs. */
record SinkMBean(ObjectName name) implements AutoCloseable {

  static SinkMBean register(String sink, SinkCounts counts) {
    try {
      SinkMBean bean =
          new SinkMBean(new ObjectName("io.diffy.sink:type=sink,name=" + ObjectName.quote(sink)));
      bean.close();
      ManagementFactory.getPlatformMBeanServer().registerMBean(counts, bean.name);
      return bean;
    } catch (JMException e) {
      throw new IllegalStateException("no metrics of the sink " + sink, e);
    }
  }

  @Override
  public void close() {
    try {
      if (ManagementFactory.getPlatformMBeanServer().isRegistered(name)) {
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
      }
    } catch (JMException e) {
      throw new IllegalStateException("no metrics of " + name, e);
    }
  }
}
