package io.diffy.acceptance.overload;

import io.diffy.acceptance.faults.Jvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** How much memory a process takes: all of it as Linux counts it, and its heap. */
final class Vitals implements AutoCloseable {
  private static final long MB = 1 << 20;

  private final Jvm process;
  private final JMXConnector connector;
  private long highestHeapMb;
  private long highestRssMb;

  /** Of a process of this test that was started with {@link #options}. */
  @SuppressWarnings("BanJNDI")
  Vitals(Jvm process, int port) throws IOException {
    this.process = process;
    this.connector =
        JMXConnectorFactory.connect(
            new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi"));
  }

  /** What lets a virtual machine be looked at, from this machine only. */
  static List<String> options(int port) {
    return List.of(
        "-Dcom.sun.management.jmxremote.port=" + port,
        "-Dcom.sun.management.jmxremote.rmi.port=" + port,
        "-Dcom.sun.management.jmxremote.host=127.0.0.1",
        "-Djava.rmi.server.hostname=127.0.0.1",
        "-Dcom.sun.management.jmxremote.authenticate=false",
        "-Dcom.sun.management.jmxremote.ssl=false");
  }

  void look() throws Exception {
    MBeanServerConnection beans = connector.getMBeanServerConnection();
    CompositeData heap =
        (CompositeData)
            beans.getAttribute(new ObjectName("java.lang:type=Memory"), "HeapMemoryUsage");
    highestHeapMb = Math.max(highestHeapMb, (long) heap.get("used") / MB);
    highestRssMb = Math.max(highestRssMb, peakRssKb() / 1024);
  }

  long highestHeapMb() {
    return highestHeapMb;
  }

  /** The highest ever, not only at the looks. */
  long highestRssMb() {
    return highestRssMb;
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }

  private long peakRssKb() {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
