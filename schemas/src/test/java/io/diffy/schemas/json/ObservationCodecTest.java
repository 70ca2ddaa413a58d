package io.diffy.schemas.json;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.rogueCron;
import static io.diffy.schemas.TestObservations.row;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Coverage;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.MalformedRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObservationCodecTest {
  private static final ObservationCodec CODEC = new ObservationCodec();
  private static final String HEAD =
      "{'asg':'web-prod','instance_id':'i-1','query':'crontab',"
          + "'collected_at':'2026-11-20T03:10:00Z',";

  @Test
  void readsWhatTheDesignShows() throws MalformedRecord {
    Observation observation =
        decode(
            "{'asg':'web-prod','account':'123456789012','region':'us-east-1',"
                + "'instance_id':'i-0abc','launch_version':'7','ami':'ami-1','query':'crontab',"
                + "'collected_at':'2026-11-20T03:10:00Z','coverage':'ok',"
                + "'rows':[{'command':'true','path':'/etc/crontab'}]}");

    assertEquals("123456789012:us-east-1:web-prod", observation.instance().group().toString());
    assertEquals("i-0abc", observation.instance().instanceId());
    assertEquals("7", observation.instance().cohort().launchVersion());
    assertEquals(Coverage.OK, observation.coverage());
    assertEquals(Observation.Part.WHOLE, observation.part());
    assertEquals(List.of(Map.of("command", "true", "path", "/etc/crontab")), observation.rows());
    assertEquals(List.of("command", "path"), List.copyOf(observation.rows().get(0).keySet()));
  }

  @Test
  void givesBackWhatItWrote() throws MalformedRecord {
    Observation observation = rogueCron(instance(7), THREE_AM).withRound("r-1").withInterval(3600);
    assertEquals(observation, CODEC.decode(CODEC.encode(observation)));
  }

  @Test
  void keepsPartsErrorsAndUnknownFields() throws MalformedRecord {
    String text =
        HEAD
            + "'coverage':'error','error':'no such table: crontab','snapshot_id':'s-1','part':2,"
            + "'parts':3,'x_team':{'n':1.50,'big':123456789012345678901234567890},'rows':[]}";
    Observation observation = decode(text);

    assertEquals(new Observation.Part("s-1", 2, 3), observation.part());
    assertEquals("no such table: crontab", observation.error());
    assertEquals(json(text), new String(CODEC.encode(observation), UTF_8));
  }

  @Test
  void rowsMayDifferInTheirColumns() throws MalformedRecord {
    Observation observation =
        decode(
            HEAD + "'rows':[{},{'a':'1','b':'2'},{'b':'3','a':'4'},{'b':'5'},{'b':'6','c':'7'}]}");

    assertEquals(
        List.of(
            Map.of(),
            Map.of("a", "1", "b", "2"),
            Map.of("b", "3", "a", "4"),
            Map.of("b", "5"),
            Map.of("b", "6", "c", "7")),
        observation.rows());
    assertEquals(List.of("b", "a"), List.copyOf(observation.rows().get(2).keySet()));
  }

  @Test
  void rowsOfManyColumnsKeepTheirOrder() throws MalformedRecord {
    Map<String, String> wide = new LinkedHashMap<>();
    for (int i = 0; i < 1000; i++) {
      wide.put("c" + i, "v" + i);
    }
    Observation observation =
        Observation.of(instance(1), "wide", THREE_AM, List.of(wide, row("a", "b"), wide));
    Observation decoded = CODEC.decode(CODEC.encode(observation));

    assertEquals(observation, decoded);
    assertEquals(List.copyOf(wide.keySet()), new ArrayList<>(decoded.rows().get(2).keySet()));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-20T03:10:00Z, 2026-11-20T03:10:00Z",
    "2026-11-20T05:10:00.25+02:00, 2026-11-20T03:10:00.250Z",
    "2026-11-20t03:10:00.123456789z, 2026-11-20T03:10:00.123456789Z",
    // The night in which New York repeats an hour: the offset says which of the two it is.
    "2026-11-01T01:30:00-04:00, 2026-11-01T05:30:00Z",
    "2026-11-01T01:30:00-05:00, 2026-11-01T06:30:00Z",
    // Leap seconds.
    "2016-12-31T23:59:60Z, 2016-12-31T23:59:59.999999999Z",
    "2016-12-31T23:59:60.25z, 2016-12-31T23:59:59.999999999Z",
    "2017-01-01T09:29:60+09:30, 2016-12-31T23:59:59.999999999Z",
  })
  void readsEveryTimeOfRfc3339(String text, String utc) throws MalformedRecord {
    Observation observation =
        decode("{'asg':'a','instance_id':'i','query':'q','collected_at':'" + text + "','rows':[]}");
    assertEquals(Instant.parse(utc), observation.collectedAt());
    assertTrue(new String(CODEC.encode(observation), UTF_8).contains("\"" + utc + "\""));
  }

  @Test
  void hostTextOfAnyKindSurvives() throws MalformedRecord {
    Observation observation =
        Observation.of(
            instance(1),
            "q",
            THREE_AM,
            List.of(
                row("a", "\u0000\u001b[2J\"\\<b>é漢😀\u2028", "", "", "é", "x".repeat(100_000))));
    assertEquals(observation, CODEC.decode(CODEC.encode(observation)));
  }

  @Test
  void loneSurrogatesBecomeTheReplacementCharacter() throws MalformedRecord {
    Observation observation =
        decode(
            HEAD
                + "'x':['\\udc00'],"
                + "'rows':[{'a\\uD800':'\\ud83d\\ude00 \\ud83d \\\\ud83d \\ude00\\ud83d\\u0041'}]}");

    assertEquals("😀 \uFFFD \\ud83d \uFFFD\uFFFDA", observation.rows().get(0).get("a\uFFFD"));
    assertEquals(observation, CODEC.decode(CODEC.encode(observation)));

    Observation made = Observation.of(instance(1), "q", THREE_AM, List.of(row("a", "x\ud83d")));
    assertEquals("x\uFFFD", CODEC.decode(CODEC.encode(made)).rows().get(0).get("a"));
  }

  @Test
  void aLongErrorIsCutOnceAndSaysSo() throws MalformedRecord {
    String text = HEAD + "'coverage':'error','error':'" + "e".repeat(10_000) + "','rows':[]}";
    Observation once = decode(text);

    assertTrue(once.error().length() <= ObservationCodec.MAX_ERROR);
    assertTrue(once.error().endsWith("… (5,938 more characters)"), once.error());
    assertEquals(once, CODEC.decode(CODEC.encode(once)));
  }

  @Test
  void unknownFieldsMustNotHideKnownOnes() throws MalformedRecord {
    Observation observation = decode(HEAD + "'rows':[],'x':1}");
    Observation forged =
        Observation.of(instance(1), "q", THREE_AM, List.of())
            .withMore(Map.of("asg", observation.more().get("x")));
    assertThrows(IllegalArgumentException.class, () -> CODEC.encode(forged));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "not json | not JSON at byte 0: Unrecognized token 'not': was expecting",
        "[] | an array where an observation, a JSON object, is required",
        "`   ` | empty value: nothing but white space",
        "{'asg':'a','query':'q'} | missing \"instance_id\", \"collected_at\", \"rows\"",
        "HEAD 'rows':[]} x | not JSON at byte",
        "HEAD 'rows':[]} {} | more text after the end of the object at byte 105",
        "HEAD 'rows':[ | not whole JSON: it ends at byte 102 before the value does",
        "HEAD 'rows':null} | \"rows\": null where an array of rows is required",
        "HEAD 'rows':[[]]} | row 1: an array where an object is required",
        "HEAD 'rows':[{},{'port':22}]} | row 2, column \"port\": a number where a string is required",
        "HEAD 'rows':[{'a':null}]} | row 1, column \"a\": null where a string is required",
        "HEAD 'rows':[{'a':true}]} | row 1, column \"a\": a boolean where a string is required",
        "HEAD 'rows':[{'a':{}}]} | row 1, column \"a\": an object where a string is required",
        "HEAD 'rows':[{'a':'1','a':'2'}]} | row 1: column \"a\" stands twice",
        "HEAD 'rows':[{'a':'1'},{'a':'1','a':'2'}]} | row 2: column \"a\" stands twice",
        "HEAD 'asg':'b','rows':[]} | \"asg\" stands twice",
        "HEAD 'x':1,'x':2,'rows':[]} | \"x\" stands twice",
        "HEAD 'x':{'y':1,'y':2},'rows':[]} | Duplicate",
        "HEAD 'ami':7,'rows':[]} | \"ami\": a number where a string is required",
        "HEAD 'ami':null,'rows':[]} | \"ami\": null where a string is required",
        "HEAD 'coverage':'OK','rows':[]} | \"coverage\": \"OK\" is none of ok, truncated, error",
        "HEAD 'account':'1:2','rows':[]} | \"account\": a colon in \"1:2\"",
        "HEAD 'az':'a\\u001bb','rows':[]} | \"az\": a control character in \"a\uFFFDb\"",
        "HEAD 'interval_seconds':1.5,'rows':[]} | \"interval_seconds\": a number where a whole",
        "HEAD 'interval_seconds':-1,'rows':[]} | \"interval_seconds\": -1 is not between 0 and",
        "HEAD 'part':3,'parts':2,'snapshot_id':'s','rows':[]} | \"part\": 3 of 2 parts",
        "HEAD 'part':1,'parts':1001,'snapshot_id':'s','rows':[]} | is not between 1 and 1,000",
        "HEAD 'part':1,'parts':2,'rows':[]} | 2 parts need \"snapshot_id\" and \"part\"",
        "HEAD 'part':2,'rows':[]} | \"part\": 2 of 1 parts",
        "HEAD 'x':1e99999999999,'rows':[]} | a number out of range at byte",
      })
  void refuses(String text, String reason) {
    assertRefused(text.replace("HEAD ", HEAD), reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-20",
        "2026-11-20T03:10Z",
        "2026-11-20T03:10:00",
        "2026-11-20 03:10:00Z",
        "2026-11-31T03:10:00Z",
        "2026-13-01T03:10:00Z",
        "2026-11-20T03:10:00.1234567891Z",
        "2026-11-20T03:10:60Z",
        "2016-12-31T23:59:60+01:00",
        "2016-12-31T23:59:61Z",
        "1969-12-31T23:59:59Z",
        "0000-01-01T00:00:00Z",
        "+12026-11-20T03:10:00Z",
        "1763608200",
        "",
      })
  void refusesOtherTimes(String text) {
    assertRefused(
        "{'asg':'a','instance_id':'i','query':'q','collected_at':'" + text + "','rows':[]}",
        "\"collected_at\": ");
  }

  @Test
  void refusesEmptyNamesAndLongNames() {
    assertRefused(HEAD.replace("i-1", "") + "'rows':[]}", "\"instance_id\" is empty");
    assertRefused(
        HEAD.replace("i-1", "i".repeat(257)) + "'rows':[]}",
        "\"instance_id\": 257 characters, more than the 256 allowed");
  }

  @Test
  void refusesNothingAndTooMuch() {
    assertReason("empty value", new byte[0]);
    assertReason("empty value", null);
    assertReason(
        "5,242,880 bytes, more than the 4,194,304 allowed; send it in parts (snapshot_id, part, parts)",
        new byte[5 * 1024 * 1024]);
  }

  @Test
  void refusesWhatIsNoUtf8() {
    for (int[] octets :
        List.of(
            new int[] {0xff},
            new int[] {0x80},
            new int[] {0xc3},
            new int[] {0xc0, 0xaf},
            new int[] {0xe0, 0x80, 0xaf},
            new int[] {0xed, 0xa0, 0x80},
            new int[] {0xf0, 0x80, 0x80, 0xaf},
            new int[] {0xf4, 0x90, 0x80, 0x80},
            new int[] {0xf8, 0x88, 0x80, 0x80, 0x80})) {
      String start = json(HEAD) + "\"rows\":[{\"a\":\"";
      byte[] bytes = (start + new String(octets, 0, octets.length) + "\"}]}").getBytes(ISO_8859_1);
      assertReason("invalid UTF-8 at byte " + start.length(), bytes);
    }
    assertReason(
        "not UTF-8 JSON: a zero byte at the start, as in UTF-16 or UTF-32",
        json(HEAD + "'rows':[]}").getBytes(UTF_16BE));
  }

  @Test
  void refusesDeepNesting() {
    assertRefused(
        HEAD + "'x':" + "[".repeat(100) + "]".repeat(100) + ",'rows':[]}", "nesting depth");
  }

  @Test
  void manyCollidingNamesHurtNobodyElse() throws MalformedRecord {
    StringBuilder text = new StringBuilder(HEAD).append("'rows':[");
    for (int i = 0; i < 60_000; i++) {
      text.append(i == 0 ? "" : ",").append("{'column_").append(i).append("':'1'}");
    }
    assertEquals(60_000, decode(text.append("]}").toString()).rows().size());
    assertEquals(1, decode(HEAD + "'rows':[{'a':'b'}]}").rows().size());
  }

  private static Observation decode(String singleQuoted) throws MalformedRecord {
    byte[] bytes = json(singleQuoted).getBytes(UTF_8);
    Observation observation = CODEC.decode(bytes);
    byte[] once = CODEC.encode(observation);
    assertArrayEquals(once, CODEC.encode(CODEC.decode(once)), "encoding is stable");
    return observation;
  }

  private static void assertRefused(String singleQuoted, String reason) {
    String message =
        assertThrows(MalformedRecord.class, () -> CODEC.decode(json(singleQuoted).getBytes(UTF_8)))
            .getMessage();
    assertTrue(message.contains(reason), message);
  }

  private static void assertReason(String reason, byte[] bytes) {
    assertEquals(
        reason, assertThrows(MalformedRecord.class, () -> CODEC.decode(bytes)).getMessage());
  }

  private static String json(String singleQuoted) {
    return singleQuoted.replace('\'', '"');
  }
}
