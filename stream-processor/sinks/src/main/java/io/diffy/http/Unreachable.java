package io.diffy.search;

import java.io.IOException;
import java.io.Serial;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** A node gave no answer. The message says which, why, and what to do. */
final class Unreachable extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private Unreachable(String message, Throwable cause) {
    super(message, cause);
  }

  static Unreachable of(URI node, Duration timeout, Throwable cause) {
    return new Unreachable("can't reach " + node + ": " + why(timeout, cause), cause);
  }

  private static String why(Duration timeout, Throwable cause) {
    if (has(cause, HttpConnectTimeoutException.class)) {
      return "no connection in time; see whether a firewall stands between, and whether it speaks"
          + " http or https";
    }
    if (has(cause, TimeoutException.class) || has(cause, HttpTimeoutException.class)) {
      return "no answer within %d s; see whether it is overloaded, or raise %s"
          .formatted(timeout.toSeconds(), SearchSettings.key("timeout-seconds"));
    }
    if (has(cause, UnresolvedAddressException.class)) {
      return "there is no such host; correct " + SearchSettings.key("url");
    }
    if (has(cause, SSLException.class)) {
      return "no TLS connection (%s); see that %s names its certificate authority and %s its host"
          .formatted(
              ServerMessage.excerpt(deepest(cause)),
              SearchSettings.key("ca-file"),
              SearchSettings.key("url"));
    }
    if (has(cause, ConnectException.class)) {
      return "the connection was refused; see whether it runs, and " + SearchSettings.key("url");
    }
    return "the connection broke (%s); see whether it runs, and whether it speaks http or https"
        .formatted(ServerMessage.excerpt(deepest(cause)));
  }

  private static boolean has(Throwable error, Class<? extends Throwable> type) {
    for (Throwable at = error; at != null; at = at.getCause()) {
      if (type.isInstance(at)) {
        return true;
      }
    }
    return false;
  }

  private static String deepest(Throwable error) {
    Throwable at = error;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return at.getMessage() == null ? at.getClass().getSimpleName() : at.getMessage();
  }
}
