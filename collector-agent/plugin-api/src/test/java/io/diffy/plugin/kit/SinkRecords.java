package io.diffy.plugin.kit;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.plugin.Dataset;
import io.diffy.plugin.SinkRecord;
import io.diffy.schemas.TestContracts;
import io.diffy.schemas.TestFindings;
import io.diffy.schemas.TestObservations;
import io.diffy.schemas.json.BaselineCodec;
import io.diffy.schemas.json.ControlCodec;
import io.diffy.schemas.json.ExceptionRuleCodec;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.schemas.json.ObservationCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Records to deliver: of each dataset, in two partitions, over the turn of an hour. */
public final class SinkRecords {
  private static final long FIRST_OFFSET = 1234;
  private static final Instant BEFORE_FOUR = THREE_AM.plusSeconds(3_590);
  private static final String BROKEN = "{\"asg\":";

  private SinkRecords() {}

  /** Valid records of a dataset, as they would come from its topic. */
  public static List<SinkRecord> of(Dataset dataset) {
    List<byte[]> values =
        switch (dataset) {
          case OBSERVATIONS -> observations();
          case FINDINGS ->
              TestFindings.ALL.stream().map(each -> new FindingCodec().encode(each)).toList();
          case BASELINES -> List.of(new BaselineCodec().encode(TestContracts.CRON_BASELINE));
          case EXCEPTIONS ->
              List.of(new ExceptionRuleCodec().encode(TestContracts.ACCEPTED_EVERYWHERE));
          case CONTROL -> List.of(new ControlCodec().encode(TestContracts.ROUND));
          case EVALUATIONS -> List.of(example("evaluation-quiet"));
          case AUDIT -> List.of(example("audit-replaced"));
        };
    List<SinkRecord> records = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      records.add(record(dataset, i, "key-" + i, values.get(i), Map.of("ce_type", "test")));
    }
    return records;
  }

  /**
   * Records that break what can be broken: hostile keys, headers and texts in JSON objects that are
   * none of the contract, and values that are no JSON.
   */
  public static List<SinkRecord> hostile(Dataset dataset) {
    List<SinkRecord> records = new ArrayList<>();
    for (String text : HostileText.all()) {
      byte[] object = ("{\"name\":\"" + escaped(text) + "\"}").getBytes(UTF_8);
      int at = 1_000 + records.size();
      records.add(record(dataset, at, text, object, Map.of(text, text)));
    }
    byte[] notUtf8 = {'{', '"', (byte) 0xc3, '"', ':', '1', '}'};
    for (byte[] value :
        List.of(
            new byte[0],
            new byte[] {0, 1, 2},
            notUtf8,
            BROKEN.getBytes(UTF_8),
            "{} {}".getBytes(UTF_8),
            "\n".getBytes(UTF_8),
            "[1]".getBytes(UTF_8),
            "null".getBytes(UTF_8),
            "[".repeat(5_000).getBytes(UTF_8),
            "{\"a\":1e999999999999}".getBytes(UTF_8))) {
      int at = 1_000 + records.size();
      records.add(record(dataset, at, "key", value, Map.of()));
    }
    return records;
  }

  private static SinkRecord record(
      Dataset dataset, int at, String key, byte[] value, Map<String, String> headers) {
    return new SinkRecord(
        "diffy." + dataset.word(),
        at % 2,
        FIRST_OFFSET + at / 2,
        BEFORE_FOUR.plusSeconds(4L * at),
        key,
        value,
        headers);
  }

  private static List<byte[]> observations() {
    List<byte[]> values = new ArrayList<>();
    for (int host = 1; host <= 5; host++) {
      values.add(
          new ObservationCodec()
              .encode(TestObservations.rogueCron(instance(host), THREE_AM.plusSeconds(host))));
    }
    values.add(example("observation-hostile-text"));
    values.add(example("observation-unknown-fields"));
    return values;
  }

  private static byte[] example(String name) {
    try (InputStream in =
        SinkRecords.class.getResourceAsStream("/examples/valid/" + name + ".json")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String escaped(String text) {
    StringBuilder json = new StringBuilder();
    text.chars().forEach(unit -> json.append(String.format(Locale.ROOT, "\\u%04x", unit)));
    return json.toString();
  }
}
