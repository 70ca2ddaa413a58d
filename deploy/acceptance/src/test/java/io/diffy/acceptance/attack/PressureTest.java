package io.diffy.acceptance.attack;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.acceptance.FreePorts;
import io.diffy.acceptance.it.Cli;
import io.diffy.health.HealthOptions;
import io.diffy.health.ServiceHealth;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Who reaches a port or a file of ours wants it to be of no use to others. */
@Timeout(60)
class PressureTest {
  private static final int CROWD = 400;

  @TempDir Path folder;

  /** Half a request, nothing at all, more than any request is, one that never takes its answer. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /livez HTTP/1.1\r\nHost: x\r\n",
        "",
        "GET /",
        "GET /metrics HTTP/1.1\r\n\r\n"
      })
  void aProbeIsAnsweredWhileACrowdHoldsOn(String said) throws Exception {
    int port = FreePorts.one();
    HealthOptions options =
        CommandLine.populateCommand(
            new HealthOptions(), "--health-port", "" + port, "--log-format", "TEXT");
    List<Socket> crowd = new ArrayList<>();
    try {
      options.during(
          new ServiceHealth(),
          () -> "x ".repeat(100_000),
          () -> {
            for (int i = 0; i < CROWD; i++) {
              crowd.add(connect(port, said));
            }
            assertEquals(200, probe(port));
            return 0;
          });
    } finally {
      for (Socket socket : crowd) {
        socket.close();
      }
    }
  }

  @Test
  void blankLinesAreNoInput() throws Exception {
    Path blank = folder.resolve("blank.ndjson.gz");
    byte[] lines = new byte[1 << 20];
    Arrays.fill(lines, (byte) '\n');
    long began = System.nanoTime();
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(blank))) {
      for (int i = 0; i < 200; i++) {
        out.write(lines);
      }
    }
    assertEquals(3, Cli.diffy("replay", blank.toString()).exitCode());
    assertTrue(System.nanoTime() - began < 40e9, "200 million of them cost seconds");
  }

  private static Socket connect(int port, String said) {
    try {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.getOutputStream().write(said.getBytes(US_ASCII));
      return socket;
    } catch (IOException e) {
      return new Socket();
    }
  }

  private static int probe(int port) {
    try {
      HttpRequest asked =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/livez"))
              .timeout(Duration.ofSeconds(10))
              .build();
      return HttpClient.newHttpClient().send(asked, BodyHandlers.discarding()).statusCode();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
