package io.diffy.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The files of the pages, as the server hands them out: all there, none from elsewhere, and small.
 */
@ExtendWith(ConsoleBroker.class)
final class PageFilesTest {
  private static final int MOST_BYTES = 200_000;
  private static final Pattern NAMED =
      Pattern.compile(
          "(from ?|import ?|import\\(|href=|src=|new URL\\()[\"'`]([./a-zA-Z][^\"'`#:$]*\\.(?:js|css|svg))[\"'`]");

  /** Pages are imported by a name that is put together. */
  private static final List<String> BY_NAME =
      List.of(
          "now",
          "queue",
          "finding",
          "groups",
          "group",
          "instance",
          "stack",
          "hunt",
          "time",
          "baselines",
          "exceptions",
          "audit",
          "health");

  @Test
  void allThatAPageNamesIsThereAndSmall() throws IOException {
    Map<String, String> files = files();
    assertTrue(files.containsKey("/lib/lit-html/lit-html.js"), files.keySet()::toString);
    assertTrue(files.containsKey("/lib/uplot/dist/uPlot.esm.js"), files.keySet()::toString);
    int bytes = 0;
    for (String text : files.values()) {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
        gzip.write(text.getBytes(UTF_8));
      }
      bytes += packed.size();
    }
    assertTrue(bytes < MOST_BYTES, bytes + " bytes compressed");
  }

  @Test
  void whoCanUnpackAFileGetsItPacked() {
    Asked asked = Asked.get(ConsoleBroker.console, "/lib/uplot/dist/uPlot.esm.js");
    HttpResponse<String> plain = asked.answer();
    HttpResponse<String> packed = asked.with("Accept-Encoding", "br, gzip;q=0.5").answer();
    assertEquals("gzip", packed.headers().firstValue("Content-Encoding").orElse(""));
    assertEquals("Accept-Encoding", packed.headers().firstValue("Vary").orElse(""));
    assertTrue(2 * length(packed) < length(plain), () -> packed.headers().toString());
    String tag = packed.headers().firstValue("ETag").orElseThrow();
    assertNotEquals(plain.headers().firstValue("ETag").orElseThrow(), tag);
    assertEquals(
        304,
        asked.with("Accept-Encoding", "gzip").with("If-None-Match", tag).answer().statusCode());
    assertEquals(
        length(plain), length(asked.with("Accept-Encoding", "gzip;q=0, identity").answer()));
  }

  private static long length(HttpResponse<String> answer) {
    return answer.headers().firstValueAsLong("Content-Length").orElseThrow();
  }

  /** What a host wrote reaches the page as text, and nothing breaks the policy the server sets. */
  @Test
  void noPageMakesMarkupOfText() {
    Pattern markup =
        Pattern.compile(
            "innerHTML|outerHTML|insertAdjacentHTML|unsafeHTML|document\\.write|eval\\(| style=|<script>| on[a-z]+=[\"']");
    Map<String, String> found = new TreeMap<>();
    files()
        .forEach(
            (name, text) -> {
              var match = markup.matcher(text);
              if (!name.startsWith("/lib/") && match.find()) {
                found.put(name, match.group());
              }
            });
    assertEquals(Map.of(), found);
  }

  private static Map<String, String> files() {
    Map<String, String> files = new TreeMap<>();
    Deque<String> open = new ArrayDeque<>(List.of("/"));
    BY_NAME.forEach(page -> open.add("/js/pages/" + page + ".js"));
    while (!open.isEmpty()) {
      String name = open.remove();
      if (files.containsKey(name)) {
        continue;
      }
      HttpResponse<String> answer = Asked.get(ConsoleBroker.console, name).answer();
      assertEquals(200, answer.statusCode(), name);
      files.put(name, answer.body());
      var named = NAMED.matcher(answer.body());
      while (named.find()) {
        // Markup is read as a part of the page, wherever it is written.
        String from = named.group(1).endsWith("=") ? "/" : name;
        open.add(URI.create(from).resolve(named.group(2)).getPath());
      }
    }
    return files;
  }
}
