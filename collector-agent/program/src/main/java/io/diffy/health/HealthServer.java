package io.diffy.health;

import io.diffy.service.CommandFailure;
import io.diffy.service.OnExit;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * The health port. One thread serves all connections and waits for none of them: who sends half a
 * request costs a buffer for five seconds, and where there are too many the oldest goes, so that a
 * probe, which says at once what it wants, is answered.
 */
final class HealthServer implements AutoCloseable {
  private static final int MOST = 256;
  private static final int BACKLOG = 1024;
  private static final long LONGEST = Duration.ofSeconds(5).toNanos();
  private static final long LOOK_MILLIS = 500;

  private final ServerSocketChannel server;
  private final Selector selector;
  private final HealthAnswer answers;
  private final Deque<Connection> open = new ArrayDeque<>();
  private final Thread thread = new Thread(this::serve, "health");

  /** One connection and what it has sent so far. */
  private static final class Connection {
    private final SocketChannel channel;
    private final long since = System.nanoTime();
    private final ByteBuffer request = ByteBuffer.allocate(HealthAnswer.LONGEST_REQUEST);

    /** What was not written yet, once there is an answer. */
    private Optional<ByteBuffer> answer = Optional.empty();

    Connection(SocketChannel channel) {
      this.channel = channel;
    }
  }

  private HealthServer(ServerSocketChannel server, HealthAnswer answers) throws IOException {
    this.server = server;
    this.selector = Selector.open();
    this.answers = answers;
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Listens at once.
   *
   * @param port 0 takes a free one
   * @param answers what it says
   * @throws CommandFailure when the address is not this machine's, or in use
   */
  static HealthServer start(String host, int port, HealthAnswer answers) {
    try {
      ServerSocketChannel server = ServerSocketChannel.open();
      try {
        server.bind(new InetSocketAddress(host, port), BACKLOG);
        return new HealthServer(server, answers);
      } catch (IOException | RuntimeException e) {
        server.close();
        throw e;
      }
    } catch (IOException | IllegalArgumentException e) {
      String why = e instanceof UnresolvedAddressException ? "unresolved address" : e.getMessage();
      throw new CommandFailure(
          "can't listen on %s:%d for health: %s; choose another --health-port or --health-host"
              .formatted(host, port, why),
          e);
    }
  }

  int port() {
    return server.socket().getLocalPort();
  }

  private void serve() {
    while (server.isOpen()) {
      try {
        selector.select(LOOK_MILLIS);
        for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
          SelectionKey key = keys.next();
          keys.remove();
          if (key.isValid() && key.isWritable()) {
            write((Connection) key.attachment());
          }
          if (key.isValid() && key.isReadable()) {
            read((Connection) key.attachment());
          } else if (key.isValid() && key.isAcceptable()) {
            accept();
          }
        }
        while (!open.isEmpty() && System.nanoTime() - open.peek().since > LONGEST) {
          drop(open.peek());
        }
      } catch (IOException | RuntimeException e) {
        // A connection that broke, or no more file descriptors: the oldest make room.
        if (!open.isEmpty()) {
          drop(open.peek());
        }
      }
    }
  }

  private void accept() throws IOException {
    for (SocketChannel next = server.accept(); next != null; next = server.accept()) {
      if (open.size() >= MOST) {
        drop(open.peek());
      }
      Connection connection = new Connection(next);
      open.add(connection);
      next.configureBlocking(false);
      next.register(selector, SelectionKey.OP_READ, connection);
      // It has mostly said all it will say already.
      read(connection);
    }
  }

  private void read(Connection connection) {
    try {
      int count = connection.channel.read(connection.request);
      if (connection.answer.isEmpty()) {
        connection.answer = answers.to(connection.request);
        if (connection.answer.isPresent()) {
          write(connection);
        }
      }
      if (connection.answer.isPresent()) {
        connection.request.clear();
      }
      // Who has said all it says may still want to hear the end.
      if (count < 0 && !connection.answer.map(ByteBuffer::hasRemaining).orElse(false)) {
        drop(connection);
      }
    } catch (IOException e) {
      drop(connection);
    }
  }

  /** As much as it takes now; the rest when it takes more. */
  private void write(Connection connection) {
    try {
      ByteBuffer answer = connection.answer.orElseThrow();
      connection.channel.write(answer);
      SelectionKey key = connection.channel.keyFor(selector);
      if (answer.hasRemaining()) {
        key.interestOps(SelectionKey.OP_WRITE);
      } else {
        connection.channel.shutdownOutput();
        key.interestOps(SelectionKey.OP_READ);
      }
    } catch (IOException e) {
      drop(connection);
    }
  }

  private void drop(Connection connection) {
    open.remove(connection);
    try {
      connection.channel.close();
    } catch (IOException e) {
      return; // gone either way
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      selector.close();
      thread.join(LOOK_MILLIS);
      open.forEach(
          connection -> {
            try {
              connection.channel.close();
            } catch (IOException e) {
              return;
            }
          });
    } catch (IOException e) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      OnExit.forget(this);
    }
  }

  @Override
  public String toString() {
    return "the health port";
  }
}
