package io.diffy.console.http;

import io.diffy.schemas.text.Nearest;
import io.diffy.service.CommandFailure;
import io.diffy.settings.OwnedFile;
import io.diffy.view.TimeText;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which login service is trusted, and with what: an OpenID Connect issuer.
 *
 * @param issuer as it names itself
 * @param audience for whom tokens of scripts must be; browsers get some for the client
 * @param secret of the client; empty where it has none
 * @param roles the role of each value of the roles claim
 * @param session how long a browser stays signed in
 */
public record LoginFile(
    String issuer,
    String clientId,
    String secret,
    String audience,
    String rolesClaim,
    String nameClaim,
    String scope,
    Map<String, Role> roles,
    Duration session) {
  private static final Set<String> KNOWN =
      Set.of(
          "issuer",
          "client_id",
          "client_secret",
          "audience",
          "roles_claim",
          "name_claim",
          "scope",
          "session");
  private static final String ROLE = "role.";
  private static final String SCOPE = "openid profile email";

  /** Reads it; throws what a person must mend. */
  public static LoginFile read(Path file) {
    Properties said = new Properties();
    OwnedFile.demand("--http-login " + file, file, false);
    try (Reader in = Files.newBufferedReader(file)) {
      said.load(in);
      return of(said);
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandFailure("--http-login %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static LoginFile of(Properties said) {
    Map<String, Role> roles = new TreeMap<>();
    for (String name : said.stringPropertyNames()) {
      if (name.startsWith(ROLE)) {
        roles.put(name.substring(ROLE.length()), role(name, said.getProperty(name)));
      } else if (!KNOWN.contains(name)) {
        throw new IllegalArgumentException(
            "there is no \"" + name + "\" here" + Nearest.question(name, KNOWN));
      }
    }
    if (roles.isEmpty()) {
      throw new IllegalArgumentException(
          "nobody may come in; write lines of: role.VALUE=reader|analyst|admin");
    }
    String client = required(said, "client_id");
    return new LoginFile(
        safe(required(said, "issuer"), "issuer"),
        client,
        said.getProperty("client_secret", ""),
        said.getProperty("audience", client),
        said.getProperty("roles_claim", "roles"),
        said.getProperty("name_claim", "preferred_username"),
        said.getProperty("scope", SCOPE),
        roles,
        TimeText.span(said.getProperty("session", "1h")));
  }

  private static String required(Properties said, String name) {
    String value = said.getProperty(name, "").strip();
    if (value.isEmpty()) {
      throw new IllegalArgumentException("\"" + name + "\" is missing");
    }
    return value;
  }

  private static Role role(String name, String word) {
    return Stream.of(Role.READER, Role.ANALYST, Role.ADMIN)
        .filter(role -> role.word().equals(word.strip()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + ": one of reader, analyst, admin"));
  }

  /** Keys and codes go over no network in clear. */
  static String safe(String address, String what) {
    URI uri = URI.create(address);
    boolean here =
        Set.of("localhost", "127.0.0.1", "[::1]").contains(String.valueOf(uri.getHost()));
    if (!"https".equals(uri.getScheme()) && !("http".equals(uri.getScheme()) && here)) {
      throw new IllegalArgumentException(what + " must begin with https://");
    }
    return address;
  }

  @Override
  public String toString() {
    return "the login service " + issuer;
  }
}
