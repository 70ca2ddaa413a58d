package io.diffy.console.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.console.http.Problem.Kind;
import io.diffy.schemas.text.Hashing;
import io.diffy.service.CommandFailure;
import io.diffy.settings.OwnedFile;
import io.diffy.view.TimeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Who may come in, one line each: {@code name role sha256:<hex of the token's SHA-256> [until]}. It
 * is read again when it was changed, so a line that is taken out ends a token at once.
 */
public final class TokenFile {
  private static final int MOST_WORDS = 4;
  private static final int HEX_DIGITS = 64;
  private static final String HASHED = "sha256:";

  private final Path file;
  private final Clock clock;
  private List<Entry> entries;
  private FileTime read;

  private record Entry(byte[] digest, Caller caller) {}

  private TokenFile(Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  /** Reads it; throws what a person must mend. */
  public static TokenFile of(Path file, Clock clock) {
    TokenFile tokens = new TokenFile(file, clock);
    tokens.refresh();
    if (tokens.entries.isEmpty()) {
      throw new CommandFailure(
          "--http-tokens %s: it names nobody; write lines of: name role sha256:<hash> [until]"
              .formatted(file));
    }
    return tokens;
  }

  /** Whose token it is. Every entry is looked at, so that the time tells nothing. */
  synchronized Caller caller(String token) {
    try {
      refresh();
    } catch (CommandFailure e) {
      // Who was taken out must not come in because of a typing error in another line.
      throw Problem.of(
          Kind.FAILED, "the token file can't be read, so nobody comes in: see the log");
    }
    byte[] digest = Hashing.by("SHA-256").digest(token.getBytes(UTF_8));
    Caller found = null;
    for (Entry entry : entries) {
      if (MessageDigest.isEqual(entry.digest, digest)) {
        found = entry.caller;
      }
    }
    if (found == null) {
      throw Problem.of(Kind.BAD_TOKEN, "no line of the token file has this token");
    }
    if (found.expiresAt().filter(end -> end.isBefore(clock.instant())).isPresent()) {
      throw Problem.of(
          Kind.EXPIRED_TOKEN,
          "the token of %s ended at %s; ask for another"
              .formatted(found.name(), found.expiresAt().orElseThrow()));
    }
    return found;
  }

  private void refresh() {
    try {
      FileTime changed = Files.getLastModifiedTime(file);
      if (changed.equals(read)) {
        return;
      }
      OwnedFile.require(file, false);
      List<Entry> fresh = new ArrayList<>();
      int number = 0;
      for (String line : Files.readAllLines(file)) {
        number++;
        if (!line.isBlank() && !line.startsWith("#")) {
          fresh.add(entry(line.strip(), number));
        }
      }
      entries = List.copyOf(fresh);
      read = changed;
    } catch (IOException e) {
      throw new CommandFailure("can't read the --http-tokens file " + file + ": " + e, e);
    }
  }

  private Entry entry(String line, int number) {
    String[] words = line.split("\\s+", MOST_WORDS);
    try {
      Role role = Role.of(words[1]);
      if (role == Role.NONE
          || !words[2].startsWith(HASHED)
          || words[2].length() != HASHED.length() + HEX_DIGITS) {
        throw new IllegalArgumentException("no role or no hash");
      }
      Optional<Instant> end =
          words.length < MOST_WORDS
              ? Optional.empty()
              : Optional.of(TimeText.last(words[MOST_WORDS - 1], clock.instant()));
      return new Entry(
          HexFormat.of().parseHex(words[2].substring(HASHED.length())),
          new Caller(words[0], role, end));
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      // Not the line itself: a secret may stand in it.
      throw new CommandFailure(
          "--http-tokens %s, line %d: write: name reader|analyst|admin sha256:<64 hex digits> [2026-12-31]"
              .formatted(file, number),
          e);
    }
  }
}
