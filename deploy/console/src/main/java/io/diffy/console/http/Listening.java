package io.diffy.console.http;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Where and for whom a server answers.
 *
 * @param tls certificate and key, in PEM; empty: plain HTTP
 * @param proxied whether a proxy in front of it does TLS
 * @param names under which it is reached, beside this machine's own and plain addresses
 * @param tokens who may come in; empty: whoever is on this machine
 */
public record Listening(
    String host,
    int port,
    Optional<Tls> tls,
    boolean proxied,
    Set<String> names,
    Optional<TokenFile> tokens) {

  /** Files of a certificate with its chain, and of its key. */
  public record Tls(Path certificate, Path key) {}

  boolean secure() {
    return tls.isPresent() || proxied;
  }
}
