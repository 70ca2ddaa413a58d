package io.diffy.schemas.topic;

import io.diffy.schemas.Finding;
import io.diffy.schemas.FindingUid;
import io.diffy.schemas.GroupKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers of a finding's record: CloudEvents 1.0 in Kafka's binary mode
 * (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md),
 * so that a reader can route events without parsing them.
 */
public final class FindingHeaders {
  /** The {@code $id} of {@code finding.schema.json}. */
  public static final String SCHEMA = "https://diffy-streams.dev/schemas/v1/finding.schema.json";

  private FindingHeaders() {}

  public static Headers of(Finding finding) {
    RecordHeaders headers = new RecordHeaders();
    add(headers, "ce_specversion", "1.0");
    add(headers, "ce_id", FindingUid.event(finding.uid(), finding.sequence()));
    add(headers, "ce_type", "io.diffy.finding." + verb(finding) + ".v1");
    add(headers, "ce_source", source(finding.group()));
    add(headers, "ce_subject", finding.uid());
    add(headers, "ce_time", finding.evaluatedAt().toString());
    add(headers, "ce_dataschema", SCHEMA);
    add(headers, "content-type", "application/json");
    return headers;
  }

  private static void add(RecordHeaders headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  private static String verb(Finding finding) {
    return finding.activity().name().toLowerCase(Locale.ROOT);
  }

  private static String source(GroupKey group) {
    return "//diffy-streams/%s/%s/%s"
        .formatted(
            percentEncoded(group.account()),
            percentEncoded(group.region()),
            percentEncoded(group.asg()));
  }

  /** RFC 3986 section 2.1: everything but letters, digits and {@code -._~}. */
  private static String percentEncoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }
}
