package io.diffy.broker;

import io.diffy.service.CommandFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback address. */
final class Ports {
  static final String LOOPBACK = "127.0.0.1";

  private static final int LOWEST = 15_000;
  private static final int HIGHEST = 32_000;
  private static final int ATTEMPTS = 100;

  private static final Set<String> CHOSEN = ConcurrentHashMap.newKeySet();

  private Ports() {}

  static Set<String> chosen() {
    return Set.copyOf(CHOSEN);
  }

  /**
   * A port that was free a moment ago, below those that systems give to outgoing connections: one
   * of these may be somebody's before a broker has it.
   */
  static int free() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      try {
        return tryBind(port);
      } catch (IOException e) {
        // Somebody has it: the next.
      }
    }
    return tryBind(0, "no free port on " + LOOPBACK);
  }

  /** The same, and not one that is already meant for something else. */
  static int freeBeside(int taken) {
    int port = free();
    while (port == taken) {
      port = free();
    }
    return port;
  }

  static int requireFree(int port) {
    return tryBind(
        port,
        "port %d on %s is in use; take another with --port, or, if a Kafka broker listens there, use it with --bootstrap-server %s:%d"
            .formatted(port, LOOPBACK, LOOPBACK, port));
  }

  private static int tryBind(int port, String otherwise) {
    try {
      return tryBind(port);
    } catch (IOException e) {
      throw new CommandFailure(otherwise + " (" + e.getMessage() + ")", e);
    }
  }

  private static int tryBind(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      // As Kafka does: a port whose old connections still wait to die is free.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      CHOSEN.add(Integer.toString(socket.getLocalPort()));
      return socket.getLocalPort();
    }
  }
}
