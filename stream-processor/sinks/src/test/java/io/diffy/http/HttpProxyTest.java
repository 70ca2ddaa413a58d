package io.diffy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
