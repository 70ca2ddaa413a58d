package io.diffy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.PluginFailure;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way through a proxy, and what a proxy says against it. */
@Timeout(30)
final class HttpProxyTest extends HttpExchange {
  @Test
  void aProxyIsGoneThroughAndToldWhoAsks() throws IOException {
    try (RawServer proxy = RawServer.saying(OK + "Content-Length: 2\r\n\r\nhi")) {
      String[] through = {
        "proxy", proxy.url(), "proxy-user", "diffy", "proxy-password", "swordfish-1"
      };
      assertEquals("hi", ask("http://hook.invalid/x", through).head());
      String asked = proxy.asked().get(0);
      assertTrue(asked.startsWith("GET http://hook.invalid/x HTTP/1.1"), asked);
      assertTrue(asked.contains("Proxy-Authorization: Basic ZGlmZnk6c3dvcmRmaXNoLTE="), asked);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://proxy.invalid:3128", "192.0.2.1:3128", "http://[2001:db8::1]:80"})
  void noPasswordGoesToAProxyElsewhere(String proxy) {
    for (String url : List.of("https://hook.invalid/x", "http://127.0.0.1/x")) {
      PluginFailure refused =
          assertThrows(
              PluginFailure.class,
              () -> ask(url, "proxy", proxy, "proxy-user", "diffy", "proxy-password", "swordfish"));
      assertTrue(refused.getMessage().startsWith("plugin.test.proxy must be on this machine"));
      assertFalse(refused.getMessage().contains("swordfish"));
    }
  }

  @Test
  void aPasswordForAProxyGoesToNobodyElse() {
    PluginFailure refused =
        assertThrows(
            PluginFailure.class,
            () -> ask("https://hook.invalid/x", "proxy-user", "diffy", "proxy-password", "sword"));
    assertEquals(
        "plugin.test.proxy must be set where plugin.test.proxy-user is; correct it",
        refused.getMessage());
  }

  @Test
  void aProxyThatLetsNothingThroughIsSaid() throws IOException {
    try (RawServer proxy =
        RawServer.saying("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")) {
      String failure = failure("https://hook.invalid/x", "proxy", proxy.url());
      assertTrue(
          failure.startsWith("can't reach it through the proxy 127.0.0.1: the proxy answered 502"),
          failure);
      assertTrue(
          proxy.asked().get(0).startsWith("CONNECT hook.invalid:443"), proxy.asked()::toString);
    }
    assertTrue(
        failure("https://hook.invalid/x", "proxy", "127.0.0.1:1").contains("plugin.test.proxy"));
  }

  @Test
  void aProxyThatAsksWhoIsThereIsAnAnswer() throws IOException {
    try (RawServer proxy =
        RawServer.saying(
            "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n")) {
      HttpAnswer answer = ask("https://hook.invalid/x", "proxy", proxy.url());
      assertEquals(407, answer.status());
      assertEquals("the proxy 127.0.0.1", answer.node());
      assertEquals(407, ask("http://hook.invalid/x", "proxy", proxy.url()).status());
    }
  }

  @Test
  void aProxyThatWantsWhatWeCannotSayIsSaid() throws IOException {
    try (RawServer proxy =
        RawServer.saying(
            "HTTP/1.1 407 Who\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n")) {
      assertEquals(
          "the proxy 127.0.0.1, which wants NTLM and is told only Basic,",
          ask("https://hook.invalid/x", "proxy", proxy.url()).node());
    }
  }
}
