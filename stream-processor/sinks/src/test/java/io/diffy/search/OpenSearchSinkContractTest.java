package io.diffy.search;

import io.diffy.plugin.Dataset;
import io.diffy.plugin.SinkPlugin;
import io.diffy.plugin.kit.SinkPluginContract;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** The contract of sinks, against a real node. */
class OpenSearchSinkContractTest extends SinkPluginContract {
  private SearchNode node;

  @BeforeEach
  void beginEmpty() throws IOException, InterruptedException {
    node = SearchNode.shared();
    node.ask("DELETE", "/diffy-*?ignore_unavailable=true", "");
  }

  @Override
  protected SinkPlugin plugin() {
    return new OpenSearchSink();
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of("url", node.url());
  }

  @Override
  protected Collection<String> kept(Dataset dataset) {
    return TestSink.kept(node, "diffy-" + dataset.word());
  }
}
