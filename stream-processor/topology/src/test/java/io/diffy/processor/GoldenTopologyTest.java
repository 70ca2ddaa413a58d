package io.diffy.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.schemas.topic.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The map as Kafka Streams sees it. Fails whenever a step, store or topic changes: names are part
 * of running installations (changelogs, state folders), so think of those before the file is
 * renewed.
 */
class GoldenTopologyTest {

  @Test
  void theTopologyIsTheOneThatInstallationsRun() throws IOException {
    DiffyConfig config =
        DiffyConfig.of(
            Topics.standard(), Map.of("bootstrap.servers", "nowhere:9092"), Path.of("unused"));

    String described = DiffyTopology.build(config).describe().toString();

    assertEquals(golden(), described.replace("\r\n", "\n"));
  }

  private static String golden() throws IOException {
    try (InputStream in = GoldenTopologyTest.class.getResourceAsStream("/topology/expected.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
