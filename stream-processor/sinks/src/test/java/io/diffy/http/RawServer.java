package io.diffy.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server on this machine that says what no decent one says. */
public final class RawServer implements AutoCloseable {
  private final ServerSocket server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Talk talk;

  /** What is said to one client. */
  public interface Talk {
    /** Ends, and the connection is closed. */
    void with(Socket client) throws IOException, InterruptedException;
  }

  private RawServer(ServerSocket server, Talk talk) {
    this.server = server;
    this.talk = talk;
    threads.execute(this::accept);
  }

  /** One that does as it likes. */
  public static RawServer doing(Talk talk) throws IOException {
    return new RawServer(new ServerSocket(0, 9, InetAddress.getLoopbackAddress()), talk);
  }

  /** One that reads a request, says this, and closes. */
  public static RawServer saying(String... parts) throws IOException {
    return doing(client -> say(client, parts));
  }

  /** One that says this, and then nothing for ever. */
  public static RawServer sayingAndSilent(String... parts) throws IOException {
    return doing(
        client -> {
          say(client, parts);
          Thread.sleep(60_000);
        });
  }

  /** Writes these, a little apart. */
  public static void say(Socket client, String... parts) throws IOException, InterruptedException {
    for (String part : parts) {
      client.getOutputStream().write(part.getBytes(ISO_8859_1));
      client.getOutputStream().flush();
      Thread.sleep(20);
    }
  }

  public int port() {
    return server.getLocalPort();
  }

  public String url() {
    return "http://127.0.0.1:" + port();
  }

  /** What was asked, head and body. */
  public List<String> asked() {
    return asked;
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        threads.execute(() -> serve(client));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setSoTimeout(200);
      asked.add(request(client.getInputStream()));
      talk.with(client);
    } catch (IOException | InterruptedException e) {
      // The client went, or the test is over.
    }
  }

  /** As much as comes at once: requests of tests are small. */
  private static String request(InputStream in) throws IOException {
    byte[] all = new byte[1 << 16];
    int length = 0;
    try {
      for (int more = in.read(all); more > 0; more = in.read(all, length, all.length - length)) {
        length += more;
        String text = new String(all, 0, length, ISO_8859_1);
        if (text.startsWith("GET") || text.startsWith("CONNECT") || text.endsWith("}")) {
          return text;
        }
      }
    } catch (java.net.SocketTimeoutException e) {
      // That was all.
    }
    return new String(all, 0, length, ISO_8859_1);
  }
}
