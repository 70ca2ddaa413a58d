package io.diffy.search;

import io.diffy.plugin.PersistencePlugin;
import io.diffy.plugin.kit.PersistencePluginContract;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** The contract, against a real node. */
class OpenSearchPersistenceTest extends PersistencePluginContract {
  private static int tests;
  private SearchNode node;

  @BeforeEach
  void beginEmpty() throws IOException, InterruptedException {
    node = SearchNode.shared();
    tests++;
  }

  @Override
  protected PersistencePlugin plugin() {
    return new OpenSearchPersistence();
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of("url", node.url(), "index-prefix", "documents-" + tests);
  }
}
