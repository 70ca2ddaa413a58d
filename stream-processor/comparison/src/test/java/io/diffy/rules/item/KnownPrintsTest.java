package io.diffy.rules.item;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.diffy.schemas.Observation;
import io.diffy.schemas.Row;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What another host showed need not be written and hashed again, and says nothing else for it. */
class KnownPrintsTest {
  private static final QueryRules CRONTAB =
      new QueryRules(Set.of("path"), Set.of("event"), Set.of(), Map.of(), Set.of());

  private final KnownPrints known = new KnownPrints();

  @Test
  void aRowThatAnotherHostShowedIsKnownWhateverItsVolatileColumnsSay() {
    Row one = row("/etc/crontab", "one");
    keep(known.plan(CRONTAB, one), one, 7);

    Row other = row("/etc/crontab", "other");
    assertEquals(7, find(known.plan(CRONTAB, other), other).print());
    Row elsewhere = row("/etc/cron.d/x", "one");
    assertNull(find(known.plan(CRONTAB, elsewhere), elsewhere));
  }

  @Test
  void whatAllShowStaysHoweverManyRowsOneHostHasAlone() {
    Row common = row("/etc/crontab", "");
    RowPlan plan = known.plan(CRONTAB, common);
    keep(plan, common, 7);
    for (int host = 0; host < 40; host++) {
      for (int row = 0; row < 1_000; row++) {
        keep(plan, row("/opt/" + host + "/" + row, ""), row);
      }
      assertNotNull(find(plan, common), "after host " + host);
    }
  }

  @Test
  void rowsThatAreLongTakeNobodysPlace() {
    Row row = row("/" + "x".repeat(2_000), "");
    RowPlan plan = known.plan(CRONTAB, row);
    assertNull(known.name(plan, row));
  }

  @Test
  void columnsInAnotherOrderAreAnotherPlanAndQueriesHaveTheirOwn() {
    Row row = row("/etc/crontab", "");
    Row turned = new Row(new String[] {"event", "path"}, new String[] {"", "/etc/crontab"});
    assertSame(known.plan(CRONTAB, row), known.plan(CRONTAB, row("/other", "")));
    assertNotEquals(known.plan(CRONTAB, row), known.plan(CRONTAB, turned));
    assertNotEquals(known.plan(CRONTAB, row), known.plan(QueryRules.unknown(), row));
  }

  @Test
  void aHostsOwnNameIsItsOwnAlsoInARowThatAnotherShowed() {
    String ofOne = "/srv/" + instance(1).instanceId();
    String ofTwo = "/srv/" + instance(2).instanceId();

    long foreign = print(2, ofOne);
    long own = print(1, ofOne);

    assertNotEquals(foreign, own, "on its own host it is masked");
    assertEquals(own, print(2, ofTwo));
    assertEquals(foreign, print(2, ofOne), "and again");
    assertEquals(own, print(1, ofOne));
  }

  @Test
  void cellsThatReadAlikeInOneLineAreNotAlike() {
    Row one = new Row(new String[] {"path", "event"}, new String[] {"/a\u0001\u0000", "b"});
    for (String[] cells : List.of(new String[] {"/a", "\u0001\u0000b"}, new String[] {"/a", "b"})) {
      Row other = new Row(new String[] {"path", "event"}, cells);
      RowPlan plan = known.plan(QueryRules.unknown(), one);
      keep(plan, one, 7);
      assertNull(find(plan, other));
    }
  }

  @Test
  void halfACharacterIsNeverTakenForAnother() {
    Row torn = row("/a\ud83d", "");
    assertNull(known.name(known.plan(CRONTAB, torn), torn), "in UTF-8 it would read as /a?");
  }

  private KnownPrints.Print find(RowPlan plan, Row row) {
    return known.find(plan, known.name(plan, row));
  }

  private void keep(RowPlan plan, Row row, long print) {
    known.keep(plan, known.name(plan, row), print);
  }

  private static long print(int host, String path) {
    return CanonicalAnswer.of(
            CRONTAB, Observation.of(instance(host), "crontab", THREE_AM, List.of(row(path, ""))))
        .print(0);
  }

  private static Row row(String path, String event) {
    return new Row(new String[] {"path", "event"}, new String[] {path, event});
  }
}
