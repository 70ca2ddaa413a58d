package io.diffy.processor.store;

/**
 * What stands beside the main entries of a store, in the place of a group or a query. Begins with a
 * character that no name holds.
 */
public enum SubTable {
  /** In {@code answers}: what the answers of an instance say of it as a whole. */
  HOST("host"),
  /** In {@code answers}: which queries an instance answers. */
  QUERIES("queries"),
  /** In {@code answers}: how many instances a group has. */
  INSTANCES("instances"),
  /** In {@code schedules}: when a window was closed last. */
  CLOCK("clock"),
  /** In {@code snapshot-parts}, before every group: what is due when. */
  DUE("due"),
  /** In {@code findings}: those about the group as a whole. */
  GROUP("group"),
  /** In {@code findings}: how the cohorts of a group stand to each other. */
  STANDINGS("standings"),
  /** In {@code memory}: the hosts of a group that each query accuses. */
  ACCUSED("accused");

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
