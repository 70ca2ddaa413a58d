package io.diffy.agent.collect;

import io.diffy.schemas.pack.PackQuery;

/**
 * Something on this host that can answer the queries of a pack: osqueryi, or the built-in tables.
 */
public interface RowSource {

  /** For a person: what answers, and its version where it has one. */
  String describe();

  /** Answers one query. A failure is an answer too: never an exception, never silently empty. */
  QueryAnswer ask(PackQuery query);

  /** Whether a query is about what osquery can't show, and this can. */
  default boolean answersAlone(PackQuery query) {
    return false;
  }
}
