package io.diffy.console.http;

import io.diffy.service.UsageError;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Where and for whom a server answers.
 *
 * @param tls certificate and key, in PEM; empty: plain HTTP
 * @param proxied whether a proxy in front of it does TLS
 * @param names under which it is reached, beside this machine's own and plain addresses
 * @param tokens who may come in; empty with the next: whoever is on this machine
 * @param login whose word on people counts
 */
public record Listening(
    String host,
    int port,
    Optional<Tls> tls,
    boolean proxied,
    Set<String> names,
    Optional<TokenFile> tokens,
    Optional<LoginService> login) {

  /** Without a login service. */
  public Listening(
      String host,
      int port,
      Optional<Tls> tls,
      boolean proxied,
      Set<String> names,
      Optional<TokenFile> tokens) {
    this(host, port, tls, proxied, names, tokens, Optional.empty());
  }

  /** Files of a certificate with its chain, and of its key. */
  public record Tls(Path certificate, Path key) {}

  /** Whether nobody but this machine reaches it. */
  boolean isLoopback() {
    InetSocketAddress address = new InetSocketAddress(host, port);
    return !proxied && !address.isUnresolved() && address.getAddress().isLoopbackAddress();
  }

  /** Refuses what others could come in by unseen. */
  public void requireSafe() {
    if (isLoopback()) {
      return;
    }
    if (!secure()) {
      throw new UsageError(
          "--http-host %s: others reach it there; give --http-certificate and --http-key, or say --http-behind-proxy where a proxy in front of it does TLS"
              .formatted(host));
    }
    if (!asksWho()) {
      throw new UsageError(
          "others reach the console here; say in --http-tokens or --http-login who may come in");
    }
  }

  boolean asksWho() {
    return tokens.isPresent() || login.isPresent();
  }

  boolean secure() {
    return tls.isPresent() || proxied;
  }
}
