package io.diffy.plugin;

import io.diffy.schemas.pack.Pack;

/** Makes what runs on the instances. */
public interface PayloadPlugin extends Plugin {

  /**
   * What it is for.
   *
   * @param pack the queries to answer
   * @param runId of this collection: letters, digits and dashes
   * @param incidentId of the person's choice, may hold anything; empty when there is none
   */
  record Order(Pack pack, String runId, String incidentId) {}

  Payload make(Order order, PluginContext context);
}
