package io.diffy.rules.item;

import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.pack.ColumnFormat;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.pack.TableTrait;
import io.diffy.schemas.packfile.TriagePack;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which columns are compared, and how; and when what is stored can't be compared any more. */
class QueryRulesTest {
  private static final QueryRules CRON = QueryRules.of(TriagePack.load().queries().get("crontab"));

  @Test
  void aQueryThatNamesNoIdentityIsKnownByTheUsualColumns() {
    QueryRules own = QueryRules.of(PackQuery.of("own", "SELECT * FROM users", 60));
    Map<String, String> dba = row("username", "dba", "uid", "1005");
    Map<String, String> root = row("username", "dba", "uid", "0");

    assertEquals(
        new ItemWriter(own, instance(1)).item(dba).identity(),
        new ItemWriter(own, instance(1)).item(root).identity());
    assertTrue(own.naming(List.of("mac", "mtu")).test("mtu"), "none of them: every column");
  }

  @Test
  void aTableOfOsqueryIsKnownWithoutAWordInThePack() {
    QueryRules own = QueryRules.of(PackQuery.of("own", "SELECT * FROM suid_bin", 60));

    assertEquals(
        Set.of(TableTrait.SOFTWARE, TableTrait.DELIBERATE, TableTrait.SPARSE), own.traits());
    assertTrue(own.software());
  }

  @Test
  void whatOsqueryFillsAnewIsDroppedUnlessItIsIdentityOrKept() {
    assertTrue(rules(Set.of("name"), Set.of()).drops("pid"));
    assertFalse(rules(Set.of("pid"), Set.of()).drops("pid"));
    assertFalse(rules(Set.of("name"), Set.of("pid")).drops("pid"));
  }

  @Test
  void ofAQueryThatNoPackDescribesTheColumnsTellWhichTableItsRowsAreOf() {
    Map<String, String> bash =
        row("pid", "812", "name", "bash", "path", "/usr/bin/bash", "cmdline", "bash", "uid", "0");
    Map<String, String> running = with(bash, "state", "R", "elapsed_time", "7", "threads", "1");
    Map<String, String> later = with(bash, "pid", "9", "state", "S", "elapsed_time", "90");
    Map<String, String> other = with(later, "uid", "1000");

    assertEquals(unknown(running), unknown(later));
    assertNotEquals(unknown(running), unknown(other));
    assertEquals(List.of("uid"), QueryRules.unknown().differing(later, other));
    assertEquals(
        Set.of("elapsed_time", "pid", "state", "threads"),
        NormalizationTrace.of(QueryRules.unknown(), instance(1), running).dropped().keySet());
  }

  @Test
  void aColumnOfOneTableIsComparedInAllOthers() {
    Map<String, String> container = row("id", "7f", "image", "web", "state", "running");
    Map<String, String> job = row("name", "backup", "time", "04:00", "command", "/opt/backup");

    assertNotEquals(unknown(container), unknown(with(container, "state", "paused")));
    assertNotEquals(unknown(job), unknown(with(job, "time", "05:00")));
    QueryRules pinned = QueryRules.unknown().with(new ColumnPins(Set.of(), Set.of("state")));
    Map<String, String> process = row("pid", "1", "cmdline", "init", "state", "S");
    assertEquals(
        List.of("state"), pinned.differing(process, with(process, "state", "T")), "pinned");
  }

  @Test
  void theFormatOfAPackGoesBeforeTheTables() {
    Map<String, String> row = row("name", "job", "listen", "40001", "port", "40001");
    QueryRules port =
        new QueryRules(
            Set.of("name"), Set.of(), Set.of(), Map.of("listen", ColumnFormat.PORT), Set.of());

    assertEquals(
        "listen=<ephemeral>\u001fport=<ephemeral>\u001f",
        new ItemWriter(port, instance(1)).item(row).attributes());
    assertEquals(
        "listen=<n>\u001fport=<ephemeral>\u001f",
        new ItemWriter(rules(Set.of("name"), Set.of()), instance(1)).item(row).attributes());
  }

  @Test
  void theVersionChangesWithWhatMakesAnotherItemAndWithNothingElse() {
    assertEquals(609852385, CRON.version(), "of what stores hold today");
    assertEquals(
        CRON.version(),
        new QueryRules(CRON.identity(), CRON.dropped(), CRON.kept(), Map.of(), Set.of()).version());
    assertNotEquals(
        CRON.version(),
        new QueryRules(
                CRON.identity(),
                CRON.dropped(),
                CRON.kept(),
                Map.of("minute", ColumnFormat.EXACT),
                CRON.traits())
            .version());
    assertNotEquals(
        CRON.version(), CRON.with(new ColumnPins(Set.of("minute"), Set.of())).version());
  }

  @Test
  void whatIsPinnedWinsOverThePack() {
    QueryRules pinned = CRON.with(new ColumnPins(Set.of("minute"), Set.of("pid_with_namespace")));

    assertTrue(pinned.drops("minute"));
    assertFalse(pinned.drops("pid_with_namespace"));
  }

  private static Item unknown(Map<String, String> row) {
    return new ItemWriter(QueryRules.unknown(), instance(1)).item(row);
  }

  private static Map<String, String> with(Map<String, String> row, String... cells) {
    Map<String, String> other = new TreeMap<>(row);
    other.putAll(row(cells));
    return other;
  }

  private static QueryRules rules(Set<String> identity, Set<String> kept) {
    return new QueryRules(identity, Set.of(), kept, Map.of(), Set.of());
  }
}
