package io.diffy.settings;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The secrets among the properties of Kafka's clients, to keep them out of what is printed. Kafka
 * hides values it knows to be passwords; this is for those it does not know, such as a piece of a
 * login text that it can't read.
 */
public final class Secrets {
  private static final String HIDDEN = "<hidden>";

  /** Shorter ones would hide ordinary words, and are found in no time anyway. */
  private static final int SHORTEST = 4;

  private static final Pattern SECRET_KEY =
      Pattern.compile(".*(password|secret|jaas|token|keystore\\.key|credential).*");

  /** In a login text: what follows such a word and an equals sign, up to the next setting. */
  private static final Pattern IN_LOGIN =
      Pattern.compile(
          "(?:password|secret)\\w*\\s*=\\s*(.*?)(?=\\s+\\w+\\s*=|;?\\s*$)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Pattern SEPARATORS = Pattern.compile("[\\s\"';]+");

  private final List<String> longestFirst;

  private Secrets(List<String> longestFirst) {
    this.longestFirst = longestFirst;
  }

  /** Those of a client's properties. */
  static Secrets of(Map<String, String> kafka) {
    TreeSet<String> secrets =
        new TreeSet<>(
            Comparator.comparing(String::length).reversed().thenComparing(String::compareTo));
    kafka.forEach(
        (key, value) -> {
          String name = key.toLowerCase(Locale.ROOT);
          if (name.endsWith("jaas.config")) {
            pieces(value).forEach(secrets::add);
          } else if (SECRET_KEY.matcher(name).matches()) {
            secrets.add(value);
          }
        });
    secrets.removeIf(secret -> secret.length() < SHORTEST);
    return new Secrets(List.copyOf(secrets));
  }

  /** The text without them. */
  public String hide(String text) {
    String hidden = text;
    for (String secret : longestFirst) {
      hidden = hidden.replace(secret, HIDDEN);
    }
    return hidden;
  }

  @Override
  public String toString() {
    return longestFirst.size() + " secrets";
  }

  private static Stream<String> pieces(String login) {
    Matcher matcher = IN_LOGIN.matcher(login);
    return matcher
        .results()
        .flatMap(
            found ->
                Stream.concat(whole(found.group(1)), SEPARATORS.splitAsStream(found.group(1))));
  }

  private static Stream<String> whole(String value) {
    return Stream.of(value.replaceAll("^[\"']|[\"']$", ""));
  }
}
