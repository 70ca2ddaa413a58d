package io.diffy.service;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** A bean that JMX shows while it is open, whatever is in its name. */
public record RegisteredBean(ObjectName name) implements AutoCloseable {
  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

  /** One there already of this name is replaced. */
  public static RegisteredBean of(String name, String quoted, Object bean) {
    try {
      RegisteredBean registered =
          new RegisteredBean(new ObjectName(name + ObjectName.quote(quoted)));
      registered.close();
      SERVER.registerMBean(bean, registered.name);
      return registered;
    } catch (JMException e) {
      throw new IllegalStateException("no metrics of " + quoted, e);
    }
  }

  @Override
  public void close() {
    try {
      if (SERVER.isRegistered(name)) {
        SERVER.unregisterMBean(name);
      }
    } catch (JMException e) {
      throw new IllegalStateException("can't remove the metrics " + name, e);
    }
  }
}
