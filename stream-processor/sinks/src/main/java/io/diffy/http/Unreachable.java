package io.diffy.http;

import java.io.IOException;
import java.io.Serial;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** A server gave no answer. The message says which, why, and what to do; no class of Java's. */
public final class Unreachable extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private static final Pattern CLOSED =
      Pattern.compile("no bytes|reset|EOF|terminated the handshake|closed|Broken pipe", 2);

  private Unreachable(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * For a node that was asked.
   *
   * @param tls whether it was to be over TLS
   */
  static Unreachable of(String node, boolean tls, HttpReach reach, Throwable cause) {
    String way = reach.proxy().map(at -> " through the proxy " + at.getHostString()).orElse("");
    return new Unreachable("can't reach " + node + way + ": " + why(tls, reach, cause), cause);
  }

  private static String why(boolean tls, HttpReach reach, Throwable cause) {
    String said = deepest(cause);
    if (has(cause, HttpConnectTimeoutException.class)) {
      return "no connection in time; see whether a firewall stands between, and whether it speaks"
          + " http or https";
    }
    if (has(cause, TimeoutException.class) || has(cause, HttpTimeoutException.class)) {
      return "no answer within %d s; see whether it is overloaded, or raise %s"
          .formatted(reach.timeout().toSeconds(), reach.key("timeout-seconds"));
    }
    if (has(cause, UnresolvedAddressException.class)) {
      return "there is no such host; correct " + place(reach);
    }
    if (said.startsWith("port out of range")) {
      return "its port is none; correct " + place(reach);
    }
    if (said.startsWith("Invalid status line") && said.indexOf('\u0015') > 0) {
      return "it speaks TLS; see the port, and whether %s must begin with https://"
          .formatted(reach.key("url"));
    }
    if (has(cause, CertificateException.class) || has(cause, SSLException.class)) {
      return tls(reach, cause, said);
    }
    if (has(cause, NoRouteToHostException.class) || said.contains("unreachable")) {
      return "there is no way to it in the network; see the network, and " + place(reach);
    }
    if (has(cause, ConnectException.class)) {
      return "the connection was refused; see whether it runs, and " + place(reach);
    }
    if (said.startsWith("Tunnel failed, got: ")) {
      return "the proxy answered %s; see %s, and whether it lets this through"
          .formatted(ServerMessage.excerpt(said.substring(20)), reach.key("proxy"));
    }
    return "the connection broke (%s); see whether it runs%s, and whether it speaks http or https"
        .formatted(
            broken(all(cause)),
            tls ? ", whether it asks for " + reach.key("client-certificate") : "");
  }

  private static String tls(HttpReach reach, Throwable cause, String said) {
    String url = reach.key("url");
    if (has(cause, CertificateExpiredException.class)) {
      return "its certificate has expired; it needs a new one (%s)".formatted(said);
    }
    if (has(cause, CertificateNotYetValidException.class)) {
      return "its certificate is not valid yet; see the clocks of both sides (%s)".formatted(said);
    }
    if (has(cause, CertPathBuilderException.class) || said.contains("trustAnchors")) {
      return "its certificate is not trusted; set %s to a PEM file of the authority that signed it"
          .formatted(reach.key("ca-file"));
    }
    if (said.startsWith("No ") && has(cause, CertificateException.class)) {
      return "its certificate is of another host (%s); correct %s"
          .formatted(ServerMessage.excerpt(said), url);
    }
    if (said.contains("nrecognized SSL message")) {
      return "it does not speak TLS; see the port, and whether %s must begin with http://"
          .formatted(url);
    }
    if (said.contains("protocol_version")
        || said.contains("protocol version")
        || said.contains("ppropriate protocol")
        || said.contains("Server chose")) {
      return "it and this Java share no version of TLS; it must speak 1.2 or newer (%s)"
          .formatted(ServerMessage.excerpt(said));
    }
    if (said.contains("bad_certificate")
        || said.contains("certificate_required")
        || said.contains("certificate_unknown")
        || said.contains("unknown_ca")) {
      return "it wants another client certificate than it got (%s); see %s"
          .formatted(ServerMessage.excerpt(said), reach.key("client-certificate"));
    }
    return "no TLS connection (%s); see whether it speaks TLS there, and whether it asks for %s"
        .formatted(broken(all(cause)), reach.key("client-certificate"));
  }

  /** What Java's client says of a connection that ended. */
  private static String broken(String said) {
    if (said.contains("For input string")) {
      return "the head of its answer can't be read";
    }
    if (said.contains("bytes received") || said.contains("chunk")) {
      return "it ended in the middle of the answer";
    }
    return CLOSED.matcher(said).find()
        ? "it was closed before there was an answer"
        : ServerMessage.excerpt(said.substring(said.lastIndexOf('\n') + 1));
  }

  private static String all(Throwable error) {
    StringBuilder all = new StringBuilder();
    for (Throwable at = error; at != null; at = at.getCause()) {
      if (at.getMessage() != null) {
        all.append('\n').append(at.getMessage());
      }
    }
    return all.toString();
  }

  private static String place(HttpReach reach) {
    return reach.key("url") + (reach.proxy().isPresent() ? " or " + reach.key("proxy") : "");
  }

  private static boolean has(Throwable error, Class<? extends Throwable> type) {
    for (Throwable at = error; at != null; at = at.getCause()) {
      if (type.isInstance(at)) {
        return true;
      }
    }
    return false;
  }

  static String deepest(Throwable error) {
    Throwable at = error;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return at.getMessage() == null ? "without a reason" : at.getMessage();
  }
}
