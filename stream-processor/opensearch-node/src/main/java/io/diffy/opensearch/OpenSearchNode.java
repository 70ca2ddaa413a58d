package io.diffy.opensearch;

import org.codelibs.opensearch.runner.OpenSearchRunner;

/**
 * One OpenSearch node on the loopback address, until its process is ended; arguments: a folder, in
 * which a former node's data is found again, and the HTTP port.
 */
public final class OpenSearchNode {
  private OpenSearchNode() {}

  /** Returns never; that the node is up shows by its answering. */
  public static void main(String[] arguments) throws InterruptedException {
    String folder = arguments[0];
    int port = Integer.parseInt(arguments[1]);
    OpenSearchRunner runner = new OpenSearchRunner();
    // It would look for a free port itself, and may then listen where nobody asks.
    runner.setMaxHttpPort(-1);
    runner.onBuild(
        (number, settings) -> {
          settings.put("network.host", "127.0.0.1");
          settings.put("discovery.type", "single-node");
          // The runner's own choice leaves ingest out: no pipelines.
          settings.putList("node.roles", "cluster_manager", "data", "ingest");
          settings.put("transport.port", "0");
          // A developer's disk may be full beyond what a search engine likes.
          settings.put("cluster.routing.allocation.disk.threshold_enabled", "false");
          settings.put("cluster.name", "diffy-tests");
        });
    runner.build(
        OpenSearchRunner.newConfigs().basePath(folder).numOfNode(1).baseHttpPort(port - 1));
    Thread.currentThread().join();
  }
}
