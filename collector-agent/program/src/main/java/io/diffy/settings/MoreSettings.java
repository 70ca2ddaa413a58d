package io.diffy.settings;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;

/**
 * What can be set beside the options of a program and the properties of Kafka's plain clients. Who
 * has more to set on the class path says so here; found through META-INF/services, so that a
 * program on every host knows nothing of what judges.
 */
public interface MoreSettings {
  /** All there are on this class path. */
  List<MoreSettings> ALL =
      ServiceLoader.load(MoreSettings.class, MoreSettings.class.getClassLoader()).stream()
          .map(ServiceLoader.Provider::get)
          .toList();

  /** Keys that have no option, with what they are about. */
  Map<String, String> described();

  /** Beginnings of keys: what stands behind them can't be known. */
  List<String> open();

  /** Properties of another client of Kafka's, without {@code kafka.}. */
  ConfigDef kafka();

  /** Those of them that can't be set. */
  Set<String> owned();

  /** What stands before a property that is for one of its clients alone. */
  List<String> ofOneClient();
}
