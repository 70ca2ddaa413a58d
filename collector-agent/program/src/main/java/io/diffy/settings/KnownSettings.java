package io.diffy.settings;

import io.diffy.plugin.PluginInfo;
import io.diffy.schemas.text.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** All settings there are. One that is none of them is an error: it must not be passed over. */
public final class KnownSettings {
  private static final String LIST = " diffy settings lists them all.";

  /** Read before any command: by the launcher, and to find the file. */
  private static final Set<String> LAUNCHER = Set.of("DIFFY_JAVA_OPTS", "DIFFY_CONFIG");

  private static final String PLUGIN = "plugin.";

  private final Map<String, String> described = new TreeMap<>();
  private final Supplier<List<PluginInfo>> plugins;

  /**
   * The options of these commands, and all that have no option.
   *
   * @param plugins that can be chosen; asked for only where a setting of a plugin is looked at
   */
  public KnownSettings(CommandLine commands, Supplier<List<PluginInfo>> plugins) {
    this.plugins = plugins;
    addOptions(commands);
    described.put(RedactionKey.FILE, "What the hashes of masked secrets are made with.");
    MoreSettings.ALL.forEach(more -> described.putAll(more.described()));
  }

  private void addOptions(CommandLine commands) {
    for (OptionSpec option : commands.getCommandSpec().options()) {
      String key = Settings.key(option);
      if (!Settings.FLAG_ONLY.contains(key)) {
        described.putIfAbsent(key, String.join(" ", option.description()));
      }
    }
    commands.getSubcommands().values().forEach(this::addOptions);
  }

  /** Each key but those of Kafka's clients, with what it is about. */
  public Map<String, String> described() {
    Map<String, String> all = new TreeMap<>(described);
    for (PluginInfo plugin : plugins.get()) {
      String about = "Of the plugin " + plugin.slug() + ": " + plugin.title() + ".";
      plugin.settings().forEach(key -> all.put(PLUGIN + plugin.slug() + "." + key, about));
    }
    return all;
  }

  /** The keys of Kafka's clients. */
  public static Set<String> kafka() {
    return KafkaSettings.keysToSet();
  }

  /** Throws when one is given that is none of these, or has a value that Kafka can't take. */
  public void require(Settings settings) {
    List<String> faults = new ArrayList<>();
    settings.variables().forEach(name -> checkVariable(name, faults));
    settings.keys().forEach(key -> checkKey(key, settings.file(), faults));
    if (!faults.isEmpty()) {
      int others = faults.size() - 1;
      String more =
          others == 0 ? "" : " %d more %s wrong.".formatted(others, others == 1 ? "is" : "are");
      throw new SettingsError(faults.get(0) + more + LIST);
    }
    KafkaSettings.check(settings.kafka());
  }

  private void checkVariable(String name, List<String> faults) {
    boolean open = Settings.OPEN.stream().map(Settings::variable).anyMatch(name::startsWith);
    if (open || LAUNCHER.contains(name)) {
      return;
    }
    Collection<String> known = candidates(name.toUpperCase(Locale.ROOT), Settings::variable);
    List<String> meant =
        known.stream().filter(key -> Settings.variables(key).contains(name)).toList();
    if (meant.size() > 1) {
      faults.add(
          "%s may mean %s; set it in the --config file."
              .formatted(name, String.join(" or ", meant)));
    } else if (meant.isEmpty()) {
      List<String> names =
          Stream.concat(withPlugins(known).map(Settings::variable), LAUNCHER.stream()).toList();
      String large = name.toUpperCase(Locale.ROOT);
      faults.add(
          name + " is unknown" + whose(large, Settings.variable(PLUGIN)) + near(large, names));
    }
  }

  private void checkKey(String key, String file, List<String> faults) {
    if (Settings.OPEN.stream().anyMatch(key::startsWith)) {
      return;
    }
    Collection<String> known = candidates(key, prefix -> prefix);
    if (!known.contains(key)) {
      faults.add(
          "the config file %s has the unknown key \"%s\"%s%s"
              .formatted(file, key, whose(key, PLUGIN), near(key, withPlugins(known).toList())));
    }
  }

  /** For advice: who forgets that a key is a plugin's is told. */
  private Stream<String> withPlugins(Collection<String> known) {
    return Stream.concat(known.stream(), described().keySet().stream());
  }

  private static String near(String name, Collection<String> known) {
    String question = Nearest.question(name, known);
    return question.isEmpty() ? "." : question;
  }

  /** Of a plugin's setting: which plugins there are, if it is of none of them. */
  private String whose(String name, String prefix) {
    if (!name.startsWith(prefix)) {
      return "";
    }
    Set<String> slugs = new TreeSet<>();
    Set<String> beginnings = new HashSet<>();
    for (PluginInfo plugin : plugins.get()) {
      slugs.add(plugin.slug());
      String own = PLUGIN + plugin.slug() + ".";
      beginnings.addAll(List.of(own, Settings.variable(own)));
    }
    return beginnings.stream().anyMatch(name::startsWith)
        ? ""
        : " (no such plugin is installed; there are " + String.join(", ", slugs) + ")";
  }

  /** Plugins and Kafka's definitions take a moment to load: only where the name can be of them. */
  private Collection<String> candidates(String name, UnaryOperator<String> form) {
    if (name.startsWith(form.apply(KafkaSettings.PREFIX))) {
      return Stream.concat(KafkaSettings.keys().stream(), KafkaSettings.keysOfOneClient().stream())
          .toList();
    }
    return name.startsWith(form.apply("plugin")) ? described().keySet() : described.keySet();
  }
}
