package io.diffy.doctor;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The brokers of a cluster.
 *
 * @param all those that the cluster names
 * @param features finalized features and their levels; empty for clusters that have none
 */
record Brokers(List<Broker> all, Map<String, Integer> features) {

  /**
   * One broker, asked by itself.
   *
   * @param name its id and address
   * @param silence why it did not answer; empty when it did
   * @param settings its own; empty where this user may not see them
   */
  record Broker(String name, Optional<String> silence, Map<String, String> settings) {}
}
