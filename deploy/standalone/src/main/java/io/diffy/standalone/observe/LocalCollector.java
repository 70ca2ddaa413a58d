package io.diffy.standalone.observe;

import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import java.util.List;
import java.util.function.Consumer;

/** Asks this host all queries of the pack. */
public interface LocalCollector {

  /** For a person: what answers, osqueryi or the built-in tables. */
  String describe();

  /**
   * The host's answers, failed ones included; big ones in parts.
   *
   * @param group the group the host stands for
   * @param asking is told the name of each query before it is asked
   */
  List<Observation> collect(GroupKey group, Consumer<String> asking);
}
