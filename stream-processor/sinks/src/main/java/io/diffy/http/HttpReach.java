package io.diffy.http;

import io.diffy.plugin.PluginFailure;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * How the servers of a plugin are reached.
 *
 * @param slug of the plugin, for the names of its settings
 * @param authority certificates to trust in place of Java's own, PEM
 * @param identity what this side shows of itself, where a server asks
 * @param proxy between here and there
 * @param proxyAuthorization value of that header; a secret
 * @param timeout of one exchange, from the connection to the last byte of the answer
 */
public record HttpReach(
    String slug,
    Optional<Path> authority,
    Optional<ClientIdentity> identity,
    Optional<InetSocketAddress> proxy,
    Optional<String> proxyAuthorization,
    Duration timeout) {

  /**
   * A client certificate.
   *
   * @param certificate PEM, with its chain; or a PKCS12 store
   * @param key PEM, where it is not in the same file
   * @param password of key or store; a secret
   */
  public record ClientIdentity(Path certificate, Optional<Path> key, Optional<String> password) {
    @Override
    public String toString() {
      return "ClientIdentity[" + certificate + "]";
    }
  }

  /** By the plugin's settings. */
  public static HttpReach of(HttpSettings settings) {
    Optional<Path> key = settings.all().path("client-key");
    Optional<String> password = settings.secret("client-password");
    Optional<ClientIdentity> identity =
        settings
            .all()
            .path("client-certificate")
            .map(certificate -> new ClientIdentity(certificate, key, password));
    if (identity.isEmpty() && key.isPresent()) {
      throw new PluginFailure(
          "%s needs %s".formatted(settings.key("client-key"), settings.key("client-certificate")));
    }
    settings.all().path("ca-file").ifPresent(f -> settings.requireOwned("ca-file", f, false));
    key.ifPresent(f -> settings.requireOwned("client-key", f, true));
    // It may hold the key; with a password that is of no use to others.
    boolean bare = key.isEmpty() && password.isEmpty();
    identity.ifPresent(i -> settings.requireOwned("client-certificate", i.certificate(), bare));
    Optional<InetSocketAddress> proxy = settings.text("proxy").map(text -> proxy(text, settings));
    Optional<String> proxyAuthorization = proxyAuthorization(settings);
    if (proxyAuthorization.isPresent() && proxy.isEmpty()) {
      throw settings.wrong("proxy", "set where " + settings.key("proxy-user") + " is");
    }
    if (proxyAuthorization.isPresent() && !isLoopback(proxy.get().getHostString())) {
      throw settings.wrong(
          "proxy",
          "on this machine where a password goes to it, because it goes there without TLS: let a"
              + " forwarder here (stunnel, cntlm) speak to the other");
    }
    return new HttpReach(
        settings.all().slug(),
        settings.all().path("ca-file"),
        identity,
        proxy,
        proxyAuthorization,
        settings.all().seconds("timeout-seconds", 30, 1, 600));
  }

  /** Whether what goes there without TLS stays on this machine. */
  public boolean staysHere(URI server) {
    return isLoopback(server.getHost())
        && (proxy.isEmpty() || isLoopback(proxy.get().getHostString()));
  }

  /** Which proxy asks who is there, and what it wants to hear where that is not what we can say. */
  String proxyThatAsks(HttpHeaders headers, String server) {
    List<String> wanted =
        headers.allValues("Proxy-Authenticate").stream().map(s -> s.replaceAll(" .*", "")).toList();
    boolean other = !wanted.isEmpty() && wanted.stream().noneMatch("Basic"::equalsIgnoreCase);
    return proxy.map(at -> "the proxy " + at.getHostString()).orElse(server)
        + (other
            ? ", which wants %s and is told only Basic,"
                .formatted(ServerMessage.excerpt(String.join(" or ", wanted)))
            : "");
  }

  String key(String key) {
    return "plugin." + slug + "." + key;
  }

  private static InetSocketAddress proxy(String text, HttpSettings settings) {
    try {
      URI uri = URI.create(text.contains("://") ? text : "http://" + text);
      if ("http".equals(uri.getScheme())
          && uri.getHost() != null
          && uri.getPort() > 0
          && uri.getRawUserInfo() == null) {
        return InetSocketAddress.createUnresolved(uri.getHost(), uri.getPort());
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw settings.wrong(
        "proxy", "http://host:port, without user and password, which have settings of their own");
  }

  private static Optional<String> proxyAuthorization(HttpSettings settings) {
    Optional<String> user = settings.text("proxy-user");
    Optional<String> password = settings.secret("proxy-password");
    if (user.isPresent() != password.isPresent()) {
      throw new PluginFailure(
          "set both %s and %s, or none of them"
              .formatted(settings.key("proxy-user"), settings.key("proxy-password-file")));
    }
    return user.map(name -> basic(name, password.orElseThrow()));
  }

  /** Value of a header that says who asks. */
  public static String basic(String user, String password) {
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both);
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Without the secrets: records print what they hold. */
  @Override
  public String toString() {
    return "HttpReach[" + slug + "]";
  }
}
