package io.diffy.console.http;

import java.time.Instant;
import java.util.Optional;

/**
 * Who asks.
 *
 * @param name of the token; where no token is asked for, of the user who runs the console
 * @param expiresAt when the token ends
 */
public record Caller(String name, Role role, Optional<Instant> expiresAt) {
  static final Caller NOBODY = new Caller("", Role.NONE, Optional.empty());
}
