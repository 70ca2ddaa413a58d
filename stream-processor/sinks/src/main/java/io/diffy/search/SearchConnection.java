package io.diffy.search;

import io.diffy.http.HttpReach;
import io.diffy.http.HttpSettings;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How nodes are reached.
 *
 * @param nodes one or more, asked in this order until one answers
 * @param authorization value of that header; a secret
 * @param reach certificates, proxy and time limit
 */
record SearchConnection(List<URI> nodes, Optional<String> authorization, HttpReach reach) {

  static SearchConnection of(PluginContext context) {
    SearchSettings settings = new SearchSettings(context);
    List<URI> nodes =
        Stream.of(settings.all().text("url").split(","))
            .map(String::strip)
            .filter(url -> !url.isEmpty())
            .map(SearchConnection::node)
            .toList();
    if (nodes.isEmpty()) {
      throw new PluginFailure(
          SearchSettings.key("url")
              + " is not set; it is the address of a node, https://host:9200");
    }
    Optional<String> authorization = authorization(settings.http());
    HttpReach reach = HttpReach.of(settings.http());
    if (authorization.isPresent()
        && nodes.stream().anyMatch(n -> "http".equals(n.getScheme()) && !reach.staysHere(n))) {
      throw new PluginFailure(
          "a password or key goes only over https, or to this machine: the network could read it; correct "
              + SearchSettings.key("url"));
    }
    return new SearchConnection(nodes, authorization, reach);
  }

  private static URI node(String url) {
    try {
      URI uri = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getRawQuery() == null && uri.getFragment() == null) {
        if (uri.getRawUserInfo() != null) {
          throw SearchSettings.wrong(
              "url", "without user and password, which have settings of their own");
        }
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw SearchSettings.wrong("url", "http or https addresses, with commas between them");
  }

  private static Optional<String> authorization(HttpSettings settings) {
    Optional<String> apiKey = settings.secret("api-key");
    Optional<String> user = settings.text("user");
    Optional<String> password = settings.secret("password");
    if (user.isPresent() != password.isPresent() || (apiKey.isPresent() && user.isPresent())) {
      throw new PluginFailure(
          "set either %s with %s, or %s, or none of them"
              .formatted(
                  SearchSettings.key("user"),
                  SearchSettings.key("password-file"),
                  SearchSettings.key("api-key-file")));
    }
    Optional<String> header =
        apiKey
            .map(key -> "ApiKey " + key)
            .or(() -> user.map(name -> HttpReach.basic(name, password.orElseThrow())));
    if (header.stream().flatMapToInt(String::chars).anyMatch(c -> c < ' ' || c > '~')) {
      throw SearchSettings.wrong("api-key-file", "a key in printable ASCII");
    }
    return header;
  }

  /** Without the secret: records print what they hold. */
  @Override
  public String toString() {
    return "Connection" + nodes;
  }
}
