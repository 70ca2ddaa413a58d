package io.diffy.processor.store;

/**
 * What stands beside the main entries of a store, in the place of a group or a query. Begins with a
 * character that no name holds.
 */
public enum SubTable {
  /** In {@code answers}, for a query: what the answers of an instance say of it as a whole. */
  HOST("host"),
  /** In {@code answers}, for a query: which queries an instance answers. */
  QUERIES("queries"),
  /** In {@code answers}, for a query: how many instances a group has. */
  INSTANCES("instances"),
  /** In {@code schedules}, for a group: when a window was closed last. */
  CLOCK("clock"),
  /** In {@code snapshot-parts}, for a group, before which it sorts: what is due when. */
  DUE("due"),
  /** In {@code findings}, for a query: findings about the group as a whole. */
  GROUP("group"),
  /** In {@code findings}, for a query: how the cohorts of a group stand to each other. */
  STANDINGS("standings");

  private final String part;

  SubTable(String name) {
    this.part = "\u0001" + name;
  }

  /** As it stands in keys. */
  @Override
  public String toString() {
    return part;
  }
}
