package io.diffy.settings;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
 * environment; what {@link MoreSettings} are, in the same way. What there is at all, {@link
 * KnownSettings} says. Values of Kafka's are never printed: they may be secrets.
 */
public final class Settings implements IDefaultValueProvider {
  /** What stands behind such a beginning can't be known here. */
  static final List<String> OPEN =
      Stream.concat(
              Stream.of("kafka.config.providers.", "kafka.topic."),
              MoreSettings.ALL.stream().flatMap(more -> more.open().stream()))
          .toList();

  /** What is said once per call and would be a surprise in a file. */
  static final Set<String> FLAG_ONLY = Set.of("config", "help", "version");

  private static final String VARIABLE = "DIFFY_";

  /** What editors of Windows put before the first line. */
  private static final char MARK = '\ufeff';

  private final Map<String, String> environment;
  private final Map<String, String> lines;
  private final String file;

  private Settings(Map<String, String> environment, Map<String, String> lines, String file) {
    this.environment = environment;
    this.lines = lines;
    this.file = file;
  }

  /**
   * Reads the config file, if one is named.
   *
   * @throws SettingsError when the file can't be read
   */
  public static Settings read(Map<String, String> environment, Optional<Path> file) {
    Map<String, String> set = new TreeMap<>();
    environment.forEach(
        (name, value) -> {
          // An empty variable is how a shell or a compose file says "not set". One in small letters
          // is kept to be refused: whoever set it believes that it counts.
          if (name.regionMatches(true, 0, VARIABLE, 0, VARIABLE.length()) && !value.isEmpty()) {
            set.put(name, value);
          }
        });
    return new Settings(
        set, file.map(Settings::load).orElse(Map.of()), file.map(Path::toString).orElse(""));
  }

  /** The variable of a key: capitals, with {@code _} for each dot and dash. */
  public static String variable(String key) {
    return VARIABLE + key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
  }

  /** The same, and the form of earlier versions: {@code __} for a dash. */
  static Set<String> variables(String key) {
    return new LinkedHashSet<>(List.of(variable(key), variable(key.replace("-", "__"))));
  }

  Set<String> variables() {
    return environment.keySet();
  }

  /** The keys that the file holds. */
  Set<String> keys() {
    return lines.keySet();
  }

  /** As the person named it. */
  String file() {
    return file;
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    String key = argument.isOption() ? key((OptionSpec) argument) : "";
    String value = key.isEmpty() || FLAG_ONLY.contains(key) ? null : values(Set.of(key)).get(key);
    return value == null && key.equals(KafkaSettings.SERVER_OPTION)
        ? kafka().get(KafkaSettings.SERVERS)
        : value;
  }

  /** Where the option got its value from when it was no flag; empty when it is not set here. */
  public Optional<String> origin(OptionSpec option) {
    return origin(key(option));
  }

  /** The variable or file that sets the key; empty when it is not set here. */
  public Optional<String> origin(String key) {
    return variables(key).stream()
        .filter(environment::containsKey)
        .findFirst()
        .or(() -> lines.containsKey(key) ? Optional.of(file) : Optional.empty());
  }

  /** Those of these keys that are set; the environment wins over the file. */
  public Map<String, String> values(Collection<String> known) {
    Map<String, String> values = new TreeMap<>();
    for (String key : known) {
      Set<String> said = variables(key);
      said.retainAll(environment.keySet());
      if (said.stream().map(environment::get).distinct().count() > 1) {
        throw new SettingsError(
            String.join(" and ", said) + " say different things; leave one of them out");
      }
      Optional<String> value = said.stream().map(environment::get).findFirst();
      value.or(() -> Optional.ofNullable(lines.get(key))).ifPresent(v -> values.put(key, v));
    }
    return values;
  }

  /** Properties for every Kafka client, without the prefix; the environment wins over the file. */
  public Map<String, String> kafka() {
    String prefix = KafkaSettings.PREFIX;
    Map<String, String> whole = new TreeMap<>();
    if (!under(prefix).isEmpty()) {
      whole.putAll(values(KafkaSettings.keys()));
      whole.putAll(values(KafkaSettings.keysOfOneClient()));
      OPEN.stream()
          .filter(open -> open.startsWith(prefix))
          .forEach(
              open ->
                  under(open)
                      .forEach((rest, value) -> whole.put(open + rest.replace('_', '.'), value)));
    }
    Map<String, String> properties = new TreeMap<>();
    whole.forEach((key, value) -> properties.put(key.substring(prefix.length()), value));
    return properties;
  }

  /** What must not be printed. */
  public Secrets secrets() {
    return Secrets.of(kafka());
  }

  /**
   * Values by what follows the prefix; the environment wins over the file. Names of queries hold
   * underscores, so here these stay what they are.
   */
  public Map<String, String> under(String prefix) {
    Map<String, String> values = new TreeMap<>();
    lines.forEach((key, value) -> putRest(prefix, key, value, values));
    environment.forEach(
        (name, value) -> {
          Map<String, String> rest = new TreeMap<>();
          putRest(variable(prefix), name, value, rest);
          rest.forEach((key, said) -> values.put(key.toLowerCase(Locale.ROOT), said));
        });
    return values;
  }

  private static void putRest(
      String prefix, String name, String value, Map<String, String> values) {
    if (name.startsWith(prefix)) {
      values.put(name.substring(prefix.length()), value);
    }
  }

  @Override
  public String toString() {
    return "Settings of " + lines.size() + " keys";
  }

  static String key(OptionSpec option) {
    return option.longestName().replaceFirst("^--?", "");
  }

  private static Map<String, String> load(Path path) {
    Properties properties = new UnambiguousProperties();
    try {
      OwnedFile.require(path, false);
    } catch (IOException e) {
      throw new SettingsError("the config file %s is not used: %s".formatted(path, e.getMessage()));
    }
    try (BufferedReader reader = Files.newBufferedReader(path)) {
      reader.mark(1);
      if (reader.read() != MARK) {
        reader.reset();
      }
      properties.load(reader);
    } catch (IllegalArgumentException e) {
      throw new SettingsError("can't read the config file %s: %s".formatted(path, e.getMessage()));
    } catch (IOException e) {
      throw new SettingsError(
          "can't read the config file %s: %s (%s)"
              .formatted(path, e.getMessage(), e.getClass().getSimpleName()));
    }
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(key -> key, key -> properties.getProperty(key).strip()));
  }

  /** Of two lines that say different things neither may be passed over. */
  private static final class UnambiguousProperties extends Properties {
    private static final long serialVersionUID = 1;

    @Override
    public synchronized Object put(Object key, Object value) {
      Object before = super.put(key, value);
      if (before != null && !before.equals(value)) {
        throw new IllegalArgumentException(key + " stands there twice, with different values");
      }
      return before;
    }
  }
}
