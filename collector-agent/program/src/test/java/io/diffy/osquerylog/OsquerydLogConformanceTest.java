package io.diffy.osquerylog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diffy.osquerylog.OsquerydLog.BadLine;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.Observation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against logs that real osqueryd wrote; needs -Dshared.data=DIR with them. */
class OsquerydLogConformanceTest {
  private final List<Observation> observations = new ArrayList<>();
  private final List<BadLine> bad = new ArrayList<>();
  private Path osquery;

  @BeforeEach
  void findData() {
    String data = System.getProperty("shared.data", "");
    assumeTrue(!data.isEmpty(), "needs -Dshared.data=DIR with DIR/osquery");
    osquery = Path.of(data, "osquery");
  }

  @Test
  void everyLineIsReadOrReported() throws IOException {
    int files = 0;
    try (Stream<Path> all = Files.walk(osquery)) {
      for (Path file : all.filter(f -> f.toString().endsWith(".log")).sorted().toList()) {
        OsquerydLog.Counts counts = read(file);
        assertTrue(counts.observations() > 0, file.toString());
        files++;
      }
    }

    assertEquals(5, files);
    // Only hand-made lines without unixTime are bad.
    assertFalse(bad.isEmpty());
    for (BadLine line : bad) {
      assertEquals("has no unixTime", line.reason(), line.toString());
    }
  }

  @Test
  void aFirstRunOfUbuntuGivesWholeAnswers() throws IOException {
    read(osquery.resolve("elastic-beats-filebeat-osquery/osqueryd.results.sample.log"));

    assertEquals(
        386, rowsOf("pack_it-compliance_deb_packages"), "rows of the first run of deb_packages");
    assertEquals(56, rowsOf("pack_it-compliance_kernel_modules"));
  }

  @Test
  void batchesWithoutTheirFirstRunAreTruncated() throws IOException {
    read(osquery.resolve("osquery-osquery/extracted-from-tests/kafka_producer_tests.jsonl"));

    assertTrue(
        observations.stream()
            .anyMatch(o -> o.coverage() == Coverage.TRUNCATED && o.error().contains("counter 0")));
    assertTrue(observations.stream().anyMatch(o -> o.coverage() == Coverage.OK));
  }

  private long rowsOf(String query) {
    return observations.stream()
        .filter(o -> o.query().equals(query) && o.coverage() == Coverage.OK)
        .findFirst()
        .orElseThrow()
        .rows()
        .size();
  }

  private OsquerydLog.Counts read(Path file) throws IOException {
    OsquerydLog log =
        new OsquerydLog(HostNames.byDecorations("g"), List.of(), observations::add, bad::add);
    try (InputStream in = Files.newInputStream(file)) {
      long number = 1;
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
        log.line(file.getFileName().toString(), number++, line);
      }
    }
    log.flush();
    return log.counts();
  }
}
