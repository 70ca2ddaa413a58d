package io.diffy.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.plugin.AnalysisPlugin;
import io.diffy.plugin.CollectionPlugin;
import io.diffy.plugin.InventoryPlugin;
import io.diffy.plugin.PayloadPlugin;
import io.diffy.plugin.PersistencePlugin;
import io.diffy.plugin.Plugin;
import io.diffy.plugin.SinkPlugin;
import io.diffy.plugin.TargetPlugin;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShippedTest {
  @Test
  void theServiceLoaderFindsEachOfThem() {
    assertEquals(
        List.of(
            "COLLECTION local-shell",
            "INVENTORY file",
            "PAYLOAD command",
            "PAYLOAD osquery",
            "PERSISTENCE file",
            "SINK file",
            "TARGET local",
            "TARGET static-file"),
        Stream.of(
                TargetPlugin.class,
                InventoryPlugin.class,
                PayloadPlugin.class,
                CollectionPlugin.class,
                PersistencePlugin.class,
                AnalysisPlugin.class,
                SinkPlugin.class)
            .flatMap(kind -> ServiceLoader.load(kind).stream())
            .map(provider -> ((Plugin) provider.get()).info())
            .filter(info -> info.author().equals("Diffy Streams"))
            .map(info -> info.kind() + " " + info.slug())
            .sorted()
            .toList());
  }
}
