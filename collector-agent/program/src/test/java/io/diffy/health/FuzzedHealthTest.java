package io.diffy.health;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.fuzz.FuzzTarget;
import io.diffy.schemas.fuzz.Fuzzed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Bytes at the health port, and nothing more to come: it answers or hangs up, and answers on. */
class FuzzedHealthTest implements Fuzzed {
  private static final String GOOD =
      "GET /livez HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a-word-of-the-test\r\nConnection: close\r\n\r\n";

  private HealthServer server;

  @Override
  public Stream<FuzzTarget> targets() {
    return Stream.of(
        new FuzzTarget(
                "health-port",
                List.of(
                    GOOD.getBytes(ISO_8859_1),
                    "POST /readyz HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n"
                        .getBytes(ISO_8859_1)),
                input -> {
                  String first = said(server(), input);
                  assertTrue(
                      said(server(), GOOD.getBytes(ISO_8859_1)).startsWith("HTTP/1.1 200"),
                      "it does not answer any more");
                  return first.substring(0, Math.min(12, first.length()));
                })
            .rounds(100));
  }

  /** Started by the first input: listing the targets must not open a port. */
  private HealthServer server() {
    if (server == null) {
      server =
          HealthServer.start(
              "127.0.0.1",
              0,
              new HealthAnswer(
                  new ServiceHealth(), Optional.of("a-word-of-the-test"), () -> "diffy_ready 1\n"));
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    }
    return server;
  }

  private static String said(HealthServer server, byte[] request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(20_000);
      try {
        socket.getOutputStream().write(request);
        socket.shutdownOutput();
        return new String(socket.getInputStream().readNBytes(1_000), ISO_8859_1);
      } catch (SocketException e) {
        return "hung up"; // while it was still being written to
      }
    }
  }
}
