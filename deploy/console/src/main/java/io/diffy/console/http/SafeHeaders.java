package io.diffy.console.http;

import java.util.Map;
import org.eclipse.jetty.http.HttpFields;

/** What every answer says to a browser: run only our own files, in nobody's frame. */
final class SafeHeaders {
  private static final Map<String, String> ALWAYS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
              + " font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none';"
              + " form-action 'none'; frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Permissions-Policy",
          "camera=(), geolocation=(), microphone=()",
          // Findings belong on no disk; pages say otherwise for themselves.
          "Cache-Control",
          "no-store");

  private SafeHeaders() {}

  static void add(HttpFields.Mutable headers, boolean tls) {
    ALWAYS.forEach(headers::put);
    if (tls) {
      headers.put("Strict-Transport-Security", "max-age=31536000");
    }
  }
}
