package io.diffy.schemas.topic;

import static io.diffy.schemas.TestFindings.BIND_SHELL;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.FindingUid;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.TestFindings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class FindingHeadersTest {
  @Test
  void sayWhatAReaderRoutesOn() {
    assertEquals(
        Map.of(
            "ce_specversion", "1.0",
            "ce_id", FindingUid.event(BIND_SHELL.uid(), 1),
            "ce_type", "io.diffy.finding.create.v1",
            "ce_source", "//diffy-streams/123456789012/us-east-1/web-prod",
            "ce_subject", BIND_SHELL.uid(),
            "ce_time", "2026-11-20T04:00:00Z",
            "ce_dataschema", "https://diffy-streams.dev/schemas/v1/finding.schema.json",
            "content-type", "application/json"),
        headers(BIND_SHELL));
  }

  @Test
  void nameTheActivity() {
    assertEquals(
        "io.diffy.finding.update.v1",
        headers(TestFindings.updated(BIND_SHELL, FOUR_AM)).get("ce_type"));
    assertEquals(
        "io.diffy.finding.close.v1",
        headers(TestFindings.closed(BIND_SHELL, FOUR_AM, CloseReason.ROW_GONE)).get("ce_type"));
  }

  @Test
  void groupNamesCannotBreakTheSource() {
    GroupKey odd = new GroupKey("", "", "a/b c?é\n");
    assertEquals(
        "//diffy-streams///a%2Fb%20c%3F%C3%A9%0A",
        headers(TestFindings.in(odd, List.of(), BIND_SHELL)).get("ce_source"));
  }

  private static Map<String, String> headers(Finding finding) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : FindingHeaders.of(finding)) {
      headers.put(header.key(), new String(header.value(), UTF_8));
    }
    return headers;
  }
}
