package io.diffy.console.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.schemas.text.Nearest;
import io.diffy.view.TimeText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One request that was let in.
 *
 * @param part what stands in the path's {@code {…}}
 * @param query parameters by name
 * @param body what was sent; missing where nothing is taken
 * @param from the address it came from
 * @param now by the wall clock: what relative times count from
 */
public record Call(
    String part,
    Map<String, String> query,
    JsonNode body,
    Caller caller,
    String from,
    Instant now) {
  private static final int LIMIT = 100;
  private static final int MOST = 500;

  /** A parameter, or a field of the body, as text. */
  public Optional<String> text(String name) {
    JsonNode field = body.path(name);
    if (!field.isMissingNode() && !field.isTextual()) {
      throw Problem.wrong(name, "it must be a string");
    }
    return Optional.ofNullable(query.get(name))
        .or(() -> field.isTextual() ? Optional.of(field.asText()) : Optional.empty())
        .filter(text -> !text.isEmpty());
  }

  /** The same where there must be one. */
  public String required(String name) {
    return text(name).orElseThrow(() -> Problem.wrong(name, "it is missing"));
  }

  /** The same, with at most so many characters. */
  public Optional<String> text(String name, int longest) {
    if (text(name).filter(text -> text.length() > longest).isPresent()) {
      throw Problem.wrong(name, "at most " + longest + " characters");
    }
    return text(name);
  }

  /** Whether a field of the body is true. */
  public boolean flag(String name) {
    JsonNode field = body.path(name);
    if (!field.isMissingNode() && !field.isBoolean()) {
      throw Problem.wrong(name, "it must be true or false");
    }
    return field.asBoolean(false);
  }

  /** Texts of a field of the body. */
  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    JsonNode field = body.path(name);
    if (field.isMissingNode()) {
      return texts;
    }
    if (!field.isArray() || field.size() > MOST) {
      throw Problem.wrong(name, "it must be a list of at most " + MOST + " strings");
    }
    for (JsonNode text : field) {
      if (!text.isTextual() || text.asText().isEmpty()) {
        throw Problem.wrong(name, "it must be a list of strings");
      }
      texts.add(text.asText());
    }
    return List.copyOf(new LinkedHashSet<>(texts));
  }

  /** A whole number. */
  public Optional<Integer> number(String name, int least, int most) {
    return text(name)
        .map(
            text -> {
              try {
                int number = Integer.parseInt(text);
                if (number >= least && number <= most) {
                  return number;
                }
              } catch (NumberFormatException e) {
                // Said below.
              }
              throw Problem.wrong(name, "a whole number from " + least + " to " + most);
            });
  }

  /** How many of a list. */
  public int limit() {
    return number("limit", 1, MOST).orElse(LIMIT);
  }

  /** A time, as the command line takes it. */
  public Optional<Instant> time(String name) {
    return text(name).map(text -> parse(name, text));
  }

  /** The last moment of such a time. */
  public Optional<Instant> until(String name) {
    return text(name)
        .map(
            text -> {
              parse(name, text);
              return TimeText.last(text, now);
            });
  }

  private Instant parse(String name, String text) {
    try {
      return TimeText.first(text, now);
    } catch (IllegalArgumentException e) {
      throw Problem.wrong(name, e.getMessage());
    }
  }

  /** One of these words. */
  public <E extends Enum<E>> Optional<E> word(String name, Class<E> words) {
    return text(name).map(text -> one(name, text, words));
  }

  /** Any of these words, with commas between them; empty: all. */
  public <E extends Enum<E>> Set<E> words(String name, Class<E> words) {
    return text(name).stream()
        .flatMap(text -> Arrays.stream(text.split(",")))
        .map(text -> one(name, text.strip(), words))
        .collect(Collectors.toSet());
  }

  private static <E extends Enum<E>> E one(String name, String text, Class<E> words) {
    for (E word : words.getEnumConstants()) {
      if (word.name().toLowerCase(Locale.ROOT).equals(text)) {
        return word;
      }
    }
    List<String> all =
        Arrays.stream(words.getEnumConstants())
            .map(word -> word.name().toLowerCase(Locale.ROOT))
            .toList();
    throw Problem.wrong(name, "one of " + String.join(", ", all) + Nearest.question(text, all));
  }

  /** Refuses what the role is not enough for. */
  public void needs(Role role, String what) {
    if (!caller.role().may(role)) {
      throw Gatekeeper.wrongRole(caller, role, what);
    }
  }
}
