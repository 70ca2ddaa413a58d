package io.diffy.acceptance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that are told theirs before they start. They lie below those that systems give
 * to outgoing connections: other tests run beside, and make many.
 */
public final class FreePorts {
  private static final int LOWEST = 15_000;
  private static final int HIGHEST = 32_000;

  private FreePorts() {}

  public static int one() {
    return of(1).get(0);
  }

  /** So many; held until all are found, or one may come twice. */
  public static List<Integer> of(int count) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      while (held.size() < count) {
        tryOne(held);
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      held.forEach(FreePorts::close);
    }
  }

  private static void tryOne(List<ServerSocket> held) {
    int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
    try {
      held.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
    } catch (IOException e) {
      // Somebody has it: the next.
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
