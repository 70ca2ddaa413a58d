package io.diffy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code diffy sink SLUG --test}: the way is tried without Kafka, and the exit code says how. */
final class SinkTrialTest extends TypedCommands {
  @TempDir Path folder;

  @Test
  void aWebhookIsSentOneMessageThatSaysItIsATest() throws Exception {
    List<String> posted = new CopyOnWriteArrayList<>();
    HttpServer chat =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    chat.createContext(
        "/",
        exchange -> {
          try (exchange) {
            posted.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            byte[] said = (posted.size() == 1 ? "ok" : "no_service").getBytes(UTF_8);
            exchange.sendResponseHeaders(posted.size() == 1 ? 200 : 404, said.length);
            exchange.getResponseBody().write(said);
          }
        });
    chat.start();
    try {
      String url = "http://127.0.0.1:" + chat.getAddress().getPort() + "/s3cret";
      Map<String, String> set = Map.of("DIFFY_PLUGIN_WEBHOOK_URL", url);
      assertEquals(0, diffy(set, "webhook"), err::toString);
      assertEquals("webhook: 127.0.0.1 took a test message.\n", out.toString(UTF_8));
      assertTrue(posted.get(0).contains("Test of Diffy Streams"), posted.get(0));

      assertEquals(3, diffy(set, "webhook"));
      assertEquals(
          "diffy: webhook: 127.0.0.1 answered 404 (no_service); the test message was refused; see whether"
              + " plugin.webhook.url is right, and takes messages as Slack does\n",
          err.toString(UTF_8));
    } finally {
      chat.stop(0);
    }
  }

  @Test
  void otherTargetsAreReachedAndGivenNothing() {
    String archive = folder.resolve("archive").toString();
    assertEquals(0, diffy(Map.of("DIFFY_PLUGIN_FILE_ARCHIVE_FOLDER", archive), "file"));
    assertEquals("file: the target can be reached; nothing was delivered.\n", out.toString(UTF_8));

    String nobody = "http://127.0.0.1:1";
    assertEquals(3, diffy(Map.of("DIFFY_PLUGIN_OPENSEARCH_URL", nobody), "opensearch"));
    assertTrue(err.toString(UTF_8).contains("the connection was refused"), err::toString);
  }

  private int diffy(Map<String, String> environment, String slug) {
    out.reset();
    err.reset();
    String data = folder.resolve("data").toString();
    return run(environment, "sink", slug, "--test", "--data", data);
  }
}
