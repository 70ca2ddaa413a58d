package io.diffy.http;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diffy.plugin.PluginSettings;
import io.diffy.plugin.kit.Contexts;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** One exchange with a server of a test, at a fixed time and with a small bound. */
abstract class HttpExchange {
  static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  static final String OK = "HTTP/1.1 200 OK\r\n";
  static final int MOST = 1_000;

  @TempDir Path folder;

  String failure(String url, String... settings) {
    return assertThrows(Unreachable.class, () -> ask(url, settings)).getMessage();
  }

  HttpAnswer ask(String url, String... settings) throws Unreachable {
    return new HttpCaller(
            reach(settings), url.startsWith("https"), Clock.fixed(NOON, ZoneOffset.UTC), MOST)
        .ask(HttpRequest.newBuilder(URI.create(url)), "it");
  }

  HttpReach reach(String... settings) {
    Map<String, String> all = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    return HttpReach.of(new HttpSettings(new PluginSettings("test", Contexts.of(folder, all))));
  }
}
