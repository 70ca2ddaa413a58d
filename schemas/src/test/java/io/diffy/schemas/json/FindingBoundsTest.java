package io.diffy.schemas.json;

import static io.diffy.schemas.TestFindings.BIND_SHELL;
import static io.diffy.schemas.TestFindings.finding;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.instances;
import static io.diffy.schemas.TestObservations.row;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.schemas.AttributeChange;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import io.diffy.schemas.Kind;
import io.diffy.schemas.ShownThing;
import io.diffy.schemas.ShownThing.ShownItem;
import io.diffy.schemas.Sighting;
import io.diffy.schemas.TestFindings;
import io.diffy.schemas.TestSchemas;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.text.SafeText;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a host sends, its finding stays small, valid and harmless to look at. */
class FindingBoundsTest {
  private static final FindingCodec CODEC = new FindingCodec();
  private static final String ESC = "\u001b";
  private static final String RIGHT_TO_LEFT = "\u202e";

  static List<Map<String, String>> hostileRows() {
    String allEscaped = RIGHT_TO_LEFT.repeat(20_000);
    return List.of(
        row("command", "x".repeat(10 * 1024 * 1024), "path", "/etc/crontab"),
        row("command", ESC.repeat(1024 * 1024), "path", ESC),
        wide(1000, "v"),
        wide(1000, "v".repeat(5000)),
        wide(1000, RIGHT_TO_LEFT.repeat(300)),
        wide(100_000, "v"),
        row("a\ud800", "x\udc00", "a\udbff", "y\ud83d", "", ""),
        row(RIGHT_TO_LEFT.repeat(300), allEscaped, RIGHT_TO_LEFT.repeat(301), allEscaped),
        row("…", "(1 more columns)", "path", "… (9,999 more characters)", "mode", ""));
  }

  @ParameterizedTest
  @MethodSource("hostileRows")
  void everyRowEndsSmallStableAndValid(Map<String, String> hostile) throws MalformedRecord {
    for (Kind kind : Kind.values()) {
      Map<String, String> previous = kind == Kind.CHANGED ? hostile : Map.of();
      assertBounded(finding(kind, "listening_ports", hostile, previous, List.of(instance(7))));
    }
  }

  @Test
  void aLongCellIsCutVisiblyAndTheSizeSaid() throws IOException, MalformedRecord {
    int length = 1_000_000;
    JsonNode json = assertBounded(crontab(row("command", "é".repeat(length))));
    String cell = json.at("/unmapped/diffy/row/command").textValue();
    assertTrue(cell.endsWith("… (991,842 more characters)"), cell.substring(cell.length() - 40));
    assertTrue(json.at("/metadata/is_truncated").booleanValue());
    int whole = json.at("/metadata/untruncated_size").intValue();
    assertTrue(whole > 4 * length && whole < 12 * length, "size " + whole);
  }

  @Test
  void whatWasNotCutDoesNotSaySo() throws MalformedRecord {
    JsonNode json = assertBounded(crontab(row("command", "x".repeat(8192))));
    assertTrue(json.at("/metadata/is_truncated").isMissingNode());
    // The host may write such text itself; that makes nothing truncated.
    json = assertBounded(crontab(row("command", "x… (12 more characters)")));
    assertTrue(json.at("/metadata/is_truncated").isMissingNode());
  }

  @Test
  void laterEventsStillSayThatSomethingIsMissing() throws MalformedRecord {
    Finding kept = CODEC.decode(CODEC.encode(crontab(row("command", "x".repeat(20_000)))));
    JsonNode json = assertBounded(TestFindings.updated(kept, kept.evaluatedAt()));
    assertTrue(json.at("/metadata/is_truncated").booleanValue());
    assertTrue(json.at("/metadata/untruncated_size").intValue() > 40_000);
  }

  @Test
  void ofManyInstancesFiveHundredAreDescribed() throws MalformedRecord {
    JsonNode json = assertBounded(on(instances(2000)));
    assertEquals(2000, json.at("/unmapped/diffy/instances").size());
    assertEquals(500, json.at("/resources").size());
    assertEquals(500, json.at("/unmapped/diffy/hosts").size());
    assertTrue(json.at("/metadata/is_truncated").booleanValue());
  }

  @Test
  void fiveHundredInstancesAreWhole() throws MalformedRecord {
    Finding finding = on(instances(500));
    assertFalse(assertBounded(finding).at("/metadata").has("is_truncated"));
    assertEquals(finding, CODEC.decode(CODEC.encode(finding)));
  }

  @Test
  void noMoreThanTenThousandInstancesAreNamed() throws MalformedRecord {
    List<Instance> short_ =
        IntStream.range(0, 12_000).mapToObj(n -> bare("h" + n, WEB_PROD)).toList();
    JsonNode json = assertBounded(on(short_));
    assertEquals(10_000, json.at("/unmapped/diffy/instances").size());
    assertTrue(json.at("/metadata/is_truncated").booleanValue());
    assertTrue(assertBounded(on(instances(12_000))).at("/unmapped/diffy/instances").size() > 5000);
  }

  @Test
  void manyWideHostileRowsOfOneThingStayWithinTheBound() throws MalformedRecord {
    Map<String, String> wide = new TreeMap<>();
    IntStream.range(0, 300).forEach(n -> wide.put("\u0001".repeat(250) + n, "\u0001".repeat(9000)));
    List<ShownItem> items =
        IntStream.range(0, 30)
            .mapToObj(n -> new ShownItem("a" + n, wide, List.of("i-" + n, "\u202e".repeat(250))))
            .toList();
    Finding finding =
        BIND_SHELL.with(
            new EvidenceRows(wide, wide, List.of())
                .of(new ShownThing("c0ffee", List.of(), items, wide))
                .differingIn(wide.keySet()));

    assertBounded(finding);
  }

  @Test
  void whatManyHostsShowOtherwiseStaysWithinTheBound() throws MalformedRecord {
    Map<String, String> own = row("cmdline", RIGHT_TO_LEFT.repeat(9000), "path", "/tmp/x");
    List<Instance> hosts = instances(2000);
    List<Sighting> sightings =
        hosts.stream()
            .map(
                host ->
                    new Sighting(
                        host.instanceId(),
                        Optional.of(BIND_SHELL.firstSeen()),
                        BIND_SHELL.lastSeen(),
                        Optional.of(BIND_SHELL.lastSeen()),
                        own))
            .toList();
    List<AttributeChange> changes =
        IntStream.range(0, 300)
            .mapToObj(
                n ->
                    new AttributeChange(
                        "c" + n,
                        own.get("cmdline"),
                        own.get("cmdline"),
                        List.of("i-1".repeat(80)),
                        n + 1))
            .toList();

    JsonNode json =
        assertBounded(
            TestFindings.seen(
                TestFindings.in(WEB_PROD, hosts, BIND_SHELL).withChanges(changes), sightings));

    JsonNode diffy = json.at("/unmapped/diffy");
    assertEquals(20, diffy.get("changes").size());
    assertTrue(diffy.get("sightings").size() >= 20);
    assertEquals(
        diffy.get("instances").size() - diffy.get("sightings").size(),
        diffy.get("sightings_left_out").intValue());
  }

  @Test
  void longNamesOfManyInstancesStayWithinTheBound() throws MalformedRecord {
    String name = RIGHT_TO_LEFT.repeat(250);
    List<Instance> hostile =
        IntStream.range(0, 600)
            .mapToObj(
                n ->
                    new Instance(
                        new GroupKey(name, name, name),
                        n + name,
                        new Cohort(name, name, name),
                        new Address(name, name, name)))
            .toList();
    JsonNode json =
        assertBounded(TestFindings.in(new GroupKey(name, name, name), hostile, BIND_SHELL));
    assertTrue(json.at("/unmapped/diffy/instances").size() > 1);
  }

  @Test
  void nothingATerminalObeysIsWrittenRaw() throws IOException {
    String nasty =
        ESC + "[2J" + RIGHT_TO_LEFT + "\u0085\u009b1m\u007f\u2028\u2066\u200f\ufeff\u0000\"\\";
    byte[] bytes = CODEC.encode(crontab(row("command", nasty, nasty, "x")));
    new String(bytes, UTF_8)
        .codePoints()
        .forEach(point -> assertFalse(SafeText.isUnprintable(point), Integer.toHexString(point)));
    JsonNode json = Json.mapper().readTree(bytes);
    assertEquals(nasty, json.at("/unmapped/diffy/row/command").textValue());
    String data = json.at("/evidences/0/data").textValue();
    assertEquals(nasty, Json.mapper().readTree(data).get("command").textValue());
    data.codePoints().forEach(point -> assertFalse(SafeText.isUnprintable(point)));
  }

  @Test
  void halfACharacterBecomesTheReplacement() throws MalformedRecord {
    Finding read = CODEC.decode(CODEC.encode(crontab(row("a\ud800", "x\udc00y😀"))));
    assertEquals(Map.of("a\uFFFD", "x\uFFFDy😀"), read.row());
  }

  @Test
  void namesThatWereNeverCheckedBecomeReadable() throws MalformedRecord {
    GroupKey odd = new GroupKey("", "", "web\n" + "x".repeat(300));
    Finding read =
        CODEC.decode(CODEC.encode(TestFindings.in(odd, List.of(bare("i\u0007", odd)), BIND_SHELL)));
    assertEquals("i\uFFFD", read.instances().get(0).instanceId());
    assertTrue(read.group().asg().startsWith("web\uFFFDxx"));
  }

  @Test
  void aScoreIsANumber() {
    Finding broken = TestFindings.scored(Double.NaN, BIND_SHELL);
    assertThrows(IllegalArgumentException.class, () -> CODEC.encode(broken));
  }

  private static Finding crontab(Map<String, String> row) {
    return finding(Kind.UNEXPECTED, "crontab", row, Map.of(), List.of(instance(7)));
  }

  private static Finding on(List<Instance> instances) {
    return TestFindings.in(WEB_PROD, instances, BIND_SHELL);
  }

  private static Instance bare(String id, GroupKey group) {
    return Instance.named(group, id);
  }

  private static Map<String, String> wide(int columns, String value) {
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < columns; i++) {
      row.put("column_" + i, value);
    }
    return row;
  }

  private static JsonNode assertBounded(Finding finding) throws MalformedRecord {
    byte[] bytes = CODEC.encode(finding);
    assertTrue(bytes.length <= FindingCodec.MAX_BYTES, bytes.length + " bytes");
    assertArrayEquals(bytes, CODEC.encode(CODEC.decode(bytes)), "cutting twice cuts more");
    assertEquals(List.of(), TestSchemas.errors("finding", bytes));
    try {
      return Json.mapper().readTree(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
