package io.diffy.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Servers that are no Kafka, or none for this client, by what they send back. */
final class FirstContactTest {
  @Test
  void aPortThatRefuses() throws IOException {
    int port;
    try (ServerSocket closed = listen()) {
      port = closed.getLocalPort();
    }
    assertTold("nothing listens at 127.0.0.1:" + port, "127.0.0.1:" + port, "PLAINTEXT");
  }

  @Test
  void aHostThatNobodyKnows() {
    assertTold("the host nobody.invalid is not known here", "nobody.invalid:9092", "SASL_SSL");
  }

  @Test
  void oneAddressThatAnswersIsEnough() throws IOException {
    try (ServerSocket tls = answering(new byte[] {0x16, 3, 3})) {
      assertEquals(Optional.empty(), trouble("nobody.invalid:9092," + address(tls), "SSL"));
    }
  }

  @Test
  void tlsWhereNoneIsSpoken() throws IOException {
    try (ServerSocket tls = answering(new byte[] {0x15, 3, 3, 0, 2, 2, 10})) {
      assertTold("speaks TLS, and this client does not", address(tls), "PLAINTEXT");
      assertTold("speaks TLS, and this client does not", address(tls), "SASL_PLAINTEXT");
      assertEquals(Optional.empty(), trouble(address(tls), "SASL_SSL"));
    }
  }

  @Test
  void aServerOfTheWeb() throws IOException {
    try (ServerSocket web = answering("HTTP/1.1 400 Bad Request\r\n".getBytes(US_ASCII))) {
      assertTold("answers, but not as Kafka does", address(web), "PLAINTEXT");
      assertTold("answers, but not as Kafka does", address(web), "SSL");
    }
  }

  @Test
  void whoEndsEveryConnection() throws IOException {
    try (ServerSocket rude = answering(new byte[0])) {
      assertTold("ends every connection without an answer", address(rude), "PLAINTEXT");
    }
  }

  @Test
  void whoSaysNothing() throws IOException {
    try (ServerSocket silent = listen()) {
      assertTold("takes connections and does not answer", address(silent), "PLAINTEXT");
    }
  }

  @Test
  void whatNoClientWouldUnderstandIsLeftToTheClient() {
    assertEquals(Optional.empty(), trouble("no port", "PLAINTEXT"));
    assertEquals(Optional.empty(), trouble("127.0.0.1:1", "${file:/secret:protocol}"));
  }

  private static void assertTold(String what, String servers, String protocol) {
    long before = System.nanoTime();
    String told = trouble(servers, protocol).orElseThrow();
    assertTrue(told.contains(what), told);
    assertTrue(System.nanoTime() - before < 4_500_000_000L, "it took too long");
  }

  private static Optional<String> trouble(String servers, String protocol) {
    return FirstContact.trouble(
        Map.of("bootstrap.servers", servers, "security.protocol", protocol));
  }

  private static String address(ServerSocket server) {
    return "127.0.0.1:" + server.getLocalPort();
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  /** To whatever comes, and ends the connection. */
  private static ServerSocket answering(byte[] bytes) throws IOException {
    ServerSocket server = listen();
    Thread thread =
        new Thread(
            () -> {
              while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                  socket.getInputStream().read(new byte[8]);
                  socket.getOutputStream().write(bytes);
                  socket.shutdownOutput();
                  socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                  // The test is over, or the client is gone.
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
    return server;
  }
}
