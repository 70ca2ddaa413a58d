package io.diffy.schemas.pack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is known of osquery's tables and columns, whatever pack asks for them. */
class TableDefaultsTest {
  private static final TableDefaults TABLES = TableDefaults.SHIPPED;

  @Test
  void rowsComeFromTheFirstTableAndDecisionsFromAny() {
    assertEquals(
        Set.of(TableTrait.NEVER_EMPTY, TableTrait.DELIBERATE, TableTrait.SPARSE),
        TABLES.traits("SELECT * FROM users JOIN authorized_keys USING (uid)"));
    assertEquals(
        Set.of(TableTrait.SOFTWARE), TABLES.traits("select * from file join processes using (x)"));
    assertEquals(Set.of(), TABLES.traits("SELECT 1"));
  }

  @Test
  void aColumnIsWrittenAsItsNameOrItsBeginningSays() {
    assertEquals(ColumnFormat.EXACT, TABLES.format("sha256"));
    assertEquals(ColumnFormat.PORT, TABLES.format("local_port"));
    assertEquals(ColumnFormat.DEVICE, TABLES.format("device_alias"));
    assertEquals(ColumnFormat.MASKED, TABLES.format("cmdline"));
  }

  @Test
  void whatOsqueryFillsAnewIsFreshInEveryTable() {
    assertTrue(TABLES.fresh().containsAll(Set.of("pid", "inode", "start_time")));
    assertTrue(TABLES.usuallyVolatile().contains("elapsed_time"));
    assertTrue(TABLES.identity().containsAll(Set.of("path", "username")));
  }

  /** Stored items are made of formats and freshness: another one needs another CANON_VERSION. */
  @Test
  void whoChangesHowAColumnIsComparedRaisesTheVersionOfTheRules()
      throws IOException, NoSuchAlgorithmException {
    try (InputStream file = TableDefaults.class.getResourceAsStream("/packs/tables.txt")) {
      String compared =
          new String(file.readAllBytes(), UTF_8)
              .lines()
              .filter(line -> line.startsWith("column "))
              .collect(Collectors.joining("\n"));
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(compared.getBytes(UTF_8));
      assertEquals(
          "8082fc3176ca59d9",
          HexFormat.of().formatHex(digest, 0, 8),
          "raise CANON_VERSION in QueryRules, then copy the new digest here");
    }
  }
}
