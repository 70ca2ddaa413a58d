package io.diffy.schemas.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who reads the same rows again reads what he read before, whoever sends them and around what. */
class RepeatCodecTest {
  private static final String HEAD =
      "{\"asg\":\"web\",\"instance_id\":\"i-1\",\"query\":\"crontab\",\"collected_at\":\"2026-11-20T03:00:00Z\"";
  private static final String ROWS = "[{\"path\":\"/etc/crontab\",\"command\":\"a \\\"b\\\" ü\"}]";

  private final Codec<Observation> plain = new ObservationCodec();
  private final RecentAnswers<NamedRows.Extent> seen = new RecentAnswers<>(16);
  private final Codec<Observation> codec = new RepeatCodec(plain, seen);

  @Test
  void whatIsRepeatedReadsAsTheFirstTime() throws MalformedRecord {
    byte[] record = bytes(HEAD + ",\"rows\":" + ROWS + "}");
    Observation first = codec.decode(record);
    Observation again = codec.decode(record.clone());
    assertEquals(plain.decode(record), first);
    assertEquals(first, again);
    NamedRows rows = assertInstanceOf(NamedRows.class, again.rows());
    assertEquals(2, rows.widest());
    assertEquals(((NamedRows) first.rows()).name(), rows.name());
  }

  @Test
  void oneOtherByteIsAnotherAnswer() throws MalformedRecord {
    Observation one = codec.decode(bytes(HEAD + ",\"rows\":" + ROWS + "}"));
    Observation other =
        codec.decode(bytes(HEAD + ",\"rows\":" + ROWS.replace("/etc/c", "/etc/C") + "}"));
    assertEquals("/etc/Crontab", other.rows().get(0).get("path"));
    assertNotEquals(((NamedRows) one.rows()).name(), ((NamedRows) other.rows()).name());
  }

  /** All of it with known rows where a host may put them to be read as something else. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"rows\":%s}",
        ",\"rows\":%s} ",
        ",\"rows\" : %s}",
        ",\"rows\":%s",
        ",\"rows\":%s,\"more\":1}",
        ",\"more\":{\"rows\":%s},\"rows\":[]}",
        ",\"more\":{\"rows\":%s}",
        ",\"more\":{\"rows\":%s}}",
        ",\"rows\":[],\"rows\":%s}",
        ",\"more\":[{\"rows\":%s}",
        ",\"more\":\"\\\"rows\\\":\",\"rows\":%s}",
        ",\"query\":\"twice\",\"rows\":%s}",
        ",\"coverage\":\"none\",\"rows\":%s}",
        ",\"hostname\":\"\\ud83d\",\"rows\":%s}",
        ",\"snapshot_id\":\"s\",\"part\":1,\"parts\":2,\"rows\":%s}",
        "\"rows\":%s}",
        ",\"rows\":%s}}",
        ",\"rows\":[%s]}"
      })
  void itAcceptsAndRefusesWhatThePlainOneDoes(String rest) throws MalformedRecord {
    codec.decode(bytes(HEAD + ",\"rows\":" + ROWS + "}"));
    byte[] record = bytes(HEAD + rest.formatted(ROWS));
    assertEquals(read(plain, record), read(codec, record));
    assertEquals(read(plain, record), read(codec, record), "and when it was seen");
  }

  @Test
  void malformedRowsAreNeverKnown() {
    byte[] record = bytes(HEAD + ",\"rows\":[{\"a\":1}]}");
    assertEquals(read(plain, record), read(codec, record));
    assertEquals(read(plain, record), read(codec, record));
  }

  @Test
  void itsMemoryIsBoundedAndForgetsWhatNobodyRepeats() {
    RowsName common = name("common");
    RecentAnswers<String> few = new RecentAnswers<>(2);
    few.keep(common, "known");
    for (int n = 0; n < 100; n++) {
      few.keep(name("of one host " + n), "new");
      assertEquals("known", few.find(common));
    }
    assertNull(few.find(name("of one host 0")));
    RecentAnswers<String> none = new RecentAnswers<>(0);
    none.keep(common, "known");
    assertNull(none.find(common));
  }

  @Test
  void theSameRowsAreAnotherAnswerUnderOtherNames() {
    RowsName rows = name("rows");
    assertEquals(rows.under("a", "bc"), rows.under("a", "bc"));
    for (List<String> others :
        List.of(List.of("ab", "c"), List.of("abc"), List.of("a", "bc", ""))) {
      assertNotEquals(rows.under("a", "bc"), rows.under(others.toArray(String[]::new)));
    }
    assertNotEquals(rows.under("\ud83d"), rows.under("\ud83e"), "half a character");
    assertFalse(rows.equals(rows.under()));
  }

  private static RowsName name(String text) {
    return RowsName.of(bytes(text), 0, bytes(text).length);
  }

  private static String read(Codec<Observation> codec, byte[] record) {
    try {
      Observation read = codec.decode(record);
      return read.withRows(read.part(), List.of())
          + " "
          + List.<Map<String, String>>copyOf(read.rows());
    } catch (MalformedRecord e) {
      return e.getMessage();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
