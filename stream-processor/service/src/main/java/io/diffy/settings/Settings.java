package io.diffy.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Where an option's value comes from, first match wins:
 *
 * <ol>
 *   <li>the flag: {@code --bootstrap-server host:9092}
 *   <li>the environment: {@code DIFFY_BOOTSTRAP_SERVER=host:9092}
 *   <li>the file named by {@code --config} or {@code DIFFY_CONFIG}: {@code
 *       bootstrap-server=host:9092}
 *   <li>the option's default
 * </ol>
 *
 * <p>picocli knows the first and the last; this class is the two between. Any property of Kafka's
 * clients goes in as {@code kafka.<property>} in the file or {@code DIFFY_KAFKA_<PROPERTY>} in the
 * environment; what {@link PinnedColumns} and {@link HostLimits} read, in the same way. Values of
 * Kafka's are never printed: they may be secrets.
 */
public final class Settings implements IDefaultValueProvider {
  private static final String ENVIRONMENT_PREFIX = "DIFFY_";
  private static final String KAFKA_FILE_PREFIX = "kafka.";
  private static final List<String> OPEN_PREFIXES =
      List.of(
          KAFKA_FILE_PREFIX,
          PinnedColumns.VOLATILE,
          PinnedColumns.NEVER,
          HostLimits.LIMIT,
          TrustSettings.PREFIX,
          "plugin.",
          "aws.");

  /** What is said once per call and would be a surprise in a file. */
  private static final Set<String> FLAG_ONLY = Set.of("config", "help", "version");

  private final Map<String, String> environment;
  private final Map<String, String> file;

  private Settings(Map<String, String> environment, Map<String, String> file) {
    this.environment = environment;
    this.file = file;
  }

  /**
   * Reads the config file, if one is named.
   *
   * @throws SettingsError when the file can't be read
   */
  public static Settings read(Map<String, String> environment, Optional<Path> file) {
    return new Settings(environment, file.map(Settings::load).orElse(Map.of()));
  }

  /**
   * Throws when the file holds a key that no option of these commands has: a typo must not be
   * ignored.
   */
  public void requireKnownKeys(CommandLine commands) {
    Set<String> known = keysOf(commands, new TreeSet<>());
    for (String key : file.keySet()) {
      if (OPEN_PREFIXES.stream().noneMatch(key::startsWith) && !known.contains(key)) {
        throw new SettingsError(
            ("the config file has the unknown key \"%s\"; the keys are %s, kafka.<client property>,"
                    + " volatile.<query>, never-volatile.<query>, limit.<name>, trust.keys,"
                    + " trust.signatures, plugin.<slug>.<key> and aws.<key>")
                .formatted(key, String.join(", ", known)));
      }
    }
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    if (!argument.isOption()) {
      return null;
    }
    String key = key((OptionSpec) argument);
    if (FLAG_ONLY.contains(key)) {
      return null;
    }
    String variable = ENVIRONMENT_PREFIX + key.toUpperCase(Locale.ROOT).replace('-', '_');
    String value = environment.get(variable);
    // An empty variable is how a shell or a compose file says "not set".
    return value != null && !value.isEmpty() ? value : file.get(key);
  }

  /** Properties for every Kafka client, without the prefix; the environment wins over the file. */
  public Map<String, String> kafka() {
    Map<String, String> properties = new TreeMap<>();
    beginning(KAFKA_FILE_PREFIX)
        .forEach((key, value) -> properties.put(key.substring(KAFKA_FILE_PREFIX.length()), value));
    return properties;
  }

  /** What must not be printed. */
  public Secrets secrets() {
    return Secrets.of(kafka());
  }

  /**
   * The keys that begin so, whole; the environment wins over the file. A variable says them in
   * capitals, with {@code _} for each dot and {@code __} for each dash.
   *
   * @param prefix ends with a dot
   */
  public Map<String, String> beginning(String prefix) {
    Map<String, String> values = new TreeMap<>();
    values(
            prefix,
            prefix.toUpperCase(Locale.ROOT).replace(".", "_").replace("-", "__"),
            rest -> rest.replace("__", "-").replace('_', '.'))
        .forEach((rest, value) -> values.put(prefix + rest, value));
    return values;
  }

  /**
   * Values by what follows the prefix; the environment wins over the file. A variable says it in
   * capitals: {@code never-volatile.crontab} is {@code DIFFY_NEVER_VOLATILE_CRONTAB}. Names of
   * queries hold underscores, so here these stay what they are.
   */
  Map<String, String> under(String prefix) {
    return values(prefix, prefix.toUpperCase(Locale.ROOT).replaceAll("[^A-Z]", "_"), rest -> rest);
  }

  private Map<String, String> values(
      String prefix, String variables, UnaryOperator<String> restOfVariable) {
    Map<String, String> values = new TreeMap<>();
    file.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            values.put(key.substring(prefix.length()), value);
          }
        });
    String beginning = ENVIRONMENT_PREFIX + variables;
    environment.forEach(
        (variable, value) -> {
          if (variable.startsWith(beginning) && !value.isEmpty()) {
            String rest = variable.substring(beginning.length()).toLowerCase(Locale.ROOT);
            values.put(restOfVariable.apply(rest), value);
          }
        });
    return values;
  }

  @Override
  public String toString() {
    return "Settings of " + file.size() + " keys";
  }

  private static Set<String> keysOf(CommandLine commands, Set<String> keys) {
    commands.getCommandSpec().options().forEach(option -> keys.add(key(option)));
    keys.removeAll(FLAG_ONLY);
    commands.getSubcommands().values().forEach(sub -> keysOf(sub, keys));
    return keys;
  }

  private static String key(OptionSpec option) {
    return option.longestName().replaceFirst("^--?", "");
  }

  private static Map<String, String> load(Path path) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(path)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingsError(
          "can't read the config file %s: %s (%s)"
              .formatted(path, e.getMessage(), e.getClass().getSimpleName()));
    }
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(key -> key, key -> properties.getProperty(key).strip()));
  }
}
