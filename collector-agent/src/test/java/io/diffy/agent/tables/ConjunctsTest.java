package io.diffy.agent.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a query rules out is not read; in doubt it is. */
class ConjunctsTest {
  @Test
  void onlyWhatHoldsForEveryRowCounts() {
    assertEquals(
        true, never("SELECT path FROM file WHERE (path LIKE '/a/%') AND path NOT LIKE '/a/b%'"));
    assertEquals(
        true, never("SELECT f.path FROM file f WHERE f.path NOT LIKE '/a/b_' ORDER BY path;"));
    assertEquals(
        false, never("SELECT path FROM file WHERE path LIKE '/a/%' OR path NOT LIKE '/a/b%'"));
    assertEquals(false, never("SELECT path FROM file WHERE (path NOT LIKE '/a/b%' OR uid = 0)"));
    assertEquals(false, never("SELECT path FROM file WHERE directory NOT LIKE '/a/b%'"));
    assertEquals(false, never("SELECT path FROM file WHERE path NOT LIKE '/a/b%' ESCAPE '%'"));
    assertEquals(
        false, never("SELECT 1 FROM file WHERE path NOT LIKE '/a/b%' UNION SELECT 2 FROM file"));
    assertEquals(
        false,
        never("SELECT 1 FROM file WHERE path NOT LIKE '/a/b%' AND EXISTS (SELECT 1 FROM hash)"));
  }

  @Test
  void aListOfValuesIsAllThatIsWanted() {
    assertEquals(
        Optional.of(Set.of("a", "b")),
        conjuncts("SELECT 1 FROM t WHERE name IN ('a', 'b') AND x > 1;").only("name"));
    assertEquals(
        Optional.empty(), conjuncts("SELECT 1 FROM t WHERE name NOT IN ('a')").only("name"));
    assertEquals(
        Optional.empty(), conjuncts("SELECT 1 FROM t WHERE name IN ('a', other)").only("name"));
  }

  @Test
  void aBeginningRulesOutAllThatIsBelow() {
    Conjuncts.Never never =
        conjuncts("SELECT 1 FROM file WHERE path NOT LIKE '/a/b%' AND path NOT LIKE '/a/c%d'")
            .never("path");
    assertEquals(true, never.within("/a/b/c"));
    assertEquals(false, never.within("/a/c/d")); // but not /a/c/d/e
    assertEquals(true, never.test("/a/c/d"));
    assertEquals(false, never.test("/a/c/d/e"));
    assertEquals(false, never.test("/a/c"));
  }

  private static boolean never(String sql) {
    return conjuncts(sql).never("path").test("/a/bc");
  }

  private static Conjuncts conjuncts(String sql) {
    return new Conjuncts(Sql.tokens(sql));
  }
}
