package io.diffy.rules.item;

import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.rules.item.NormalizationTrace.Replaced;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import io.diffy.schemas.packfile.TriagePack;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A raw row in, what was compared of it out. */
class NormalizationTraceTest {
  private static final Instance WEB_7 =
      new Instance(
          GroupKey.named("web"),
          "i-0abc1234",
          Cohort.UNKNOWN,
          new Address("", "web-7.example.net", "10.0.0.7"));
  private static final QueryRules LISTENERS =
      QueryRules.of(TriagePack.load().queries().get("listening_ports"));

  @Test
  void saysWhichColumnsWereComparedAndWhichWereDropped() {
    NormalizationTrace masking =
        NormalizationTrace.of(LISTENERS, WEB_7, row("port", "22", "pid", "812", "name", "sshd"));

    assertEquals(Map.of("pid", "812"), masking.dropped());
    assertEquals(
        Set.of("port", "name"), union(masking.identity().keySet(), masking.attributes().keySet()));
    assertEquals(List.of(), masking.replaced());
  }

  @Test
  void saysWhichPieceOfTheTextWasReplacedByWhat() {
    NormalizationTrace masking =
        NormalizationTrace.of(
            LISTENERS, WEB_7, row("cmdline", "serve web-7.example.net --to 10.0.0.9 --pid 70412"));

    assertEquals(
        List.of(
            new Replaced("cmdline", "web-7.example.net", "<self>"),
            new Replaced("cmdline", "10.0.0.9", "<private-ip>"),
            new Replaced("cmdline", "70412", "<n>")),
        masking.replaced());
    assertEquals("serve <self> --to <private-ip> --pid <n>", union(masking).get("cmdline"));
  }

  @Test
  void aPieceEndsWhereItsMaskDoesNotWhereTheTextGoesOnAlike() {
    NormalizationTrace masking =
        NormalizationTrace.of(
            LISTENERS, WEB_7, row("cmdline", "x 6ba7b810-9dad-11d1-80b4-00c04fd430c8-9dad"));

    assertEquals(
        List.of(new Replaced("cmdline", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "<uuid>")),
        masking.replaced());
  }

  @Test
  void aWholeColumnMayBeReplaced() {
    assertEquals(
        List.of(new Replaced("port", "40123", "<ephemeral>")),
        NormalizationTrace.of(LISTENERS, WEB_7, row("port", "40123")).replaced());
  }

  @Test
  void textThatLooksLikeAPlaceholderWasReplacedByNobody() {
    assertEquals(
        List.of(),
        NormalizationTrace.of(LISTENERS, WEB_7, row("cmdline", "echo <self> done")).replaced());
  }

  /** A host names the columns too. */
  @Test
  void aColumnMayHaveAnyName() {
    NormalizationTrace masking =
        NormalizationTrace.of(LISTENERS, WEB_7, row("=", "a", "b=\u001fc", "d", "e", "f"));

    assertEquals("{==a, b=\u001fc=d, e=f}", masking.identity().toString());
  }

  /** What ends a column in the canonical text can't make a column of its own. */
  @Test
  void aHostileRowFakesNoColumn() {
    NormalizationTrace masking =
        NormalizationTrace.of(
            LISTENERS, WEB_7, row("cmdline", "a\u001fname=good\u001f", "name", "bad 70412"));

    assertEquals("a\u241fname=good\u241f", union(masking).get("cmdline"));
    assertEquals("bad <n>", union(masking).get("name"));
  }

  private static Map<String, String> union(NormalizationTrace masking) {
    Map<String, String> all = new TreeMap<>(masking.identity());
    all.putAll(masking.attributes());
    return all;
  }

  private static Set<String> union(Set<String> a, Set<String> b) {
    Set<String> all = new TreeSet<>(a);
    all.addAll(b);
    return all;
  }
}
