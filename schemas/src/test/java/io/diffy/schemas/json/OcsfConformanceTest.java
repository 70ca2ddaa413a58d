package io.diffy.schemas.json;

import static io.diffy.schemas.TestFindings.closed;
import static io.diffy.schemas.TestFindings.finding;
import static io.diffy.schemas.TestFindings.updated;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.ROGUE_SUID;
import static io.diffy.schemas.TestObservations.ROGUE_USER;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.instances;
import static io.diffy.schemas.TestObservations.row;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Kind;
import io.diffy.schemas.TestFindings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Our findings against all of OCSF 1.8.0, closed. Runs with {@code -Dshared.data=DIR}, where DIR
 * holds {@code ocsf/detection_finding.lean.schema.json}.
 */
class OcsfConformanceTest {
  private static final FindingCodec CODEC = new FindingCodec();
  private static Schema ocsf;

  @BeforeEach
  void readSchema() throws IOException {
    String data = System.getProperty("shared.data", "");
    assumeTrue(!data.isEmpty(), "no -Dshared.data=DIR with the OCSF schema");
    if (ocsf == null) {
      Path schema = Path.of(data, "ocsf", "detection_finding.lean.schema.json");
      ocsf =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
              .getSchema(Files.readString(schema, UTF_8));
    }
  }

  @Test
  void everySampleConforms() {
    FindingCodecTest.samples().forEach(OcsfConformanceTest::assertConforms);
  }

  @Test
  void everyStepOfALifeConforms() {
    for (Finding created : TestFindings.ALL) {
      assertConforms(updated(created, FOUR_AM));
      for (CloseReason reason : CloseReason.values()) {
        assertConforms(closed(created, FOUR_AM, reason));
      }
    }
  }

  @Test
  void everyTypedEvidenceConforms() {
    Stream.of(
            ROGUE_SUID,
            ROGUE_USER,
            row("uid", "0", "username", "root", "key", "AAAA", "key_file", "/root/.ssh/k"),
            row("pid", "7", "name", "sh", "path", "/bin/sh", "cmdline", "sh -i", "uid", "0"),
            row("id", "x.service", "fragment_path", "/etc/systemd/system/x.service"),
            row(
                "local_address",
                "::ffff:10.0.0.7",
                "local_port",
                "0",
                "remote_address",
                "2001:db8::7",
                "remote_port",
                "443",
                "protocol",
                "17",
                "family",
                "10",
                "pid",
                "9"),
            row("address", "127.0.0.1", "hostnames", "updates.example.org"))
        .map(row -> finding(Kind.UNEXPECTED, "any", row, Map.of(), List.of(instance(7))))
        .forEach(OcsfConformanceTest::assertConforms);
  }

  @Test
  void whatWasCutConforms() {
    FindingBoundsTest.hostileRows().stream()
        .map(row -> finding(Kind.CHANGED, "any", row, row, instances(3)))
        .forEach(OcsfConformanceTest::assertConforms);
  }

  @Test
  void theSchemaBites() {
    String json = new String(CODEC.encode(TestFindings.BIND_SHELL), UTF_8);
    assertFalse(errors(json.replace("\"cloud\",", "")).isEmpty());
    assertFalse(errors(json.replace("\"is_alert\":true", "\"is_alert\":1")).isEmpty());
    assertFalse(errors(json.replace("\"message\":", "\"massage\":")).isEmpty());
  }

  private static void assertConforms(Finding finding) {
    assertEquals(List.of(), errors(new String(CODEC.encode(finding), UTF_8)));
  }

  private static List<String> errors(String json) {
    return ocsf.validate(json, InputFormat.JSON).stream().map(Error::toString).toList();
  }
}
