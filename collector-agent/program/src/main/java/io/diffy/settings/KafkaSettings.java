package io.diffy.settings;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** The properties that Kafka's clients know, by their own definitions. */
final class KafkaSettings {
  static final String PREFIX = "kafka.";

  /** Which Kafka there is to use, and the option that says it, too. */
  static final String SERVERS = "bootstrap.servers";

  static final String SERVER_OPTION = "bootstrap-server";

  /** What is decided here, so that nothing is read twice, passed over, or kept elsewhere. */
  private static final Set<String> OWNED =
      Set.of(
          ConsumerConfig.ISOLATION_LEVEL_CONFIG,
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
          ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
          ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
          ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG);

  private static final List<String> OF_ONE_CLIENT =
      MoreSettings.ALL.stream().flatMap(more -> more.ofOneClient().stream()).toList();

  private static final List<ConfigDef> DEFINITIONS =
      Stream.concat(
              Stream.of(
                  ProducerConfig.configDef(),
                  ConsumerConfig.configDef(),
                  AdminClientConfig.configDef()),
              MoreSettings.ALL.stream().map(MoreSettings::kafka))
          .toList();

  private KafkaSettings() {}

  /** All keys, with {@code kafka.} before them. */
  static Set<String> keys() {
    return DEFINITIONS.stream()
        .flatMap(definition -> definition.names().stream())
        .map(name -> PREFIX + name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Those of them that a person can set. */
  static Set<String> keysToSet() {
    Set<String> keys = keys();
    keys.removeIf(key -> isOwned(key.substring(PREFIX.length())));
    return keys;
  }

  /** The same for each single client of Kafka Streams. */
  static Set<String> keysOfOneClient() {
    return keys().stream()
        .map(key -> key.substring(PREFIX.length()))
        .flatMap(name -> OF_ONE_CLIENT.stream().map(client -> PREFIX + client + name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Throws when no client could take the value, or none is asked for it. */
  static void check(Map<String, String> properties) {
    properties.forEach(
        (name, value) -> {
          if (isOwned(plain(name))) {
            throw new SettingsError(
                PREFIX + name + " can't be set: nothing would be right with another value.");
          }
          List<ConfigDef> known =
              DEFINITIONS.stream().filter(d -> d.names().contains(plain(name))).toList();
          if (!known.isEmpty()
              && !value.contains("${")
              && known.stream().allMatch(d -> fault(d, plain(name), value).count() > 0)) {
            throw new SettingsError(
                PREFIX + name + ": " + fault(known.get(0), plain(name), value).findFirst().get());
          }
        });
  }

  private static boolean isOwned(String name) {
    return OWNED.contains(name)
        || MoreSettings.ALL.stream().anyMatch(more -> more.owned().contains(name));
  }

  private static String plain(String name) {
    return OF_ONE_CLIENT.stream()
        .filter(name::startsWith)
        .findFirst()
        .map(client -> name.substring(client.length()))
        .orElse(name);
  }

  private static Stream<String> fault(ConfigDef definition, String name, String value) {
    ConfigDef.ConfigKey key = definition.configKeys().get(name);
    try {
      Object parsed = ConfigDef.parseType(name, value, key.type);
      if (key.validator != null) {
        key.validator.ensureValid(name, parsed);
      }
      return Stream.empty();
    } catch (ConfigException e) {
      // Kafka's own sentence holds the value.
      return Stream.of(key.type == ConfigDef.Type.PASSWORD ? "not valid" : e.getMessage());
    }
  }
}
