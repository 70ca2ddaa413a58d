package io.diffy.http;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.stream.Stream;

/** Where a redirect leads, for a person: scheme, host and path, and nothing of our own secrets. */
final class RedirectTarget {
  /** Shorter parts of an address are no secrets, and stand in others by chance. */
  private static final int SECRET = 8;

  private RedirectTarget() {}

  static String of(URI asked, HttpHeaders headers) {
    String location = headers.firstValue("Location").orElse("");
    if (location.isEmpty()) {
      return "nowhere";
    }
    URI to;
    try {
      to = asked.resolve(location.strip());
    } catch (IllegalArgumentException e) {
      return "what is no address";
    }
    if (to.getHost() == null) {
      return "what is no address";
    }
    String port = to.getPort() < 0 ? "" : ":" + to.getPort();
    String path = without(asked, to.getRawPath());
    return ServerMessage.excerpt(to.getScheme() + "://" + to.getHost() + port + path);
  }

  /** A text without the parts of an address that may be secrets. */
  static String without(URI secret, String text) {
    String left = text;
    for (String part : parts(secret)) {
      left = left.replace(part, "…");
    }
    return left;
  }

  private static Iterable<String> parts(URI asked) {
    String all = asked.getRawPath() + "/" + String.valueOf(asked.getRawQuery());
    return Stream.of(all.split("[/?&=]+")).filter(part -> part.length() >= SECRET).toList();
  }
}
