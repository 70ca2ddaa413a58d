package io.diffy.plugin.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.Dataset;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveNameTest {
  private static final Instant THREE = Instant.parse("2026-11-20T03:00:00Z");
  private static final ArchiveName PIECE =
      ArchiveName.of(Dataset.OBSERVATIONS, THREE.plusSeconds(3_599), 0, 1234);

  @Test
  void saysDatasetHourPartitionAndFirstOffset() {
    assertEquals("v1/observations/2026-11-20/03/0-00000000000000001234.ndjson.gz", PIECE.path());
    assertEquals("v1/observations/2026-11-20", ArchiveName.day(Dataset.OBSERVATIONS, THREE));
    assertEquals(Optional.of(PIECE), ArchiveName.parse(PIECE.path()));
    assertEquals(Optional.of(PIECE), ArchiveName.parse("/var/my archive/" + PIECE.path()));
  }

  @Test
  void anyTimeHasAName() {
    for (Instant odd : new Instant[] {Instant.MIN, Instant.MAX, Instant.ofEpochMilli(-1)}) {
      ArchiveName name = ArchiveName.of(Dataset.FINDINGS, odd, 3, Long.MAX_VALUE);
      assertEquals(Optional.of(name), ArchiveName.parse(name.path()), name::path);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0-00000000000000001234.ndjson.gz",
        "v2/observations/2026-11-20/03/0-00000000000000001234.ndjson.gz",
        "v1/secrets/2026-11-20/03/0-00000000000000001234.ndjson.gz",
        "v1/observations/2026-13-20/03/0-00000000000000001234.ndjson.gz",
        "v1/observations/2026-11-20/25/0-00000000000000001234.ndjson.gz",
        "v1/observations/2026-11-20/03/0-99999999999999999999.ndjson.gz",
        "v1/observations/2026-11-20/03/0-1234.ndjson.gz",
        "xv1/observations/2026-11-20/03/0-00000000000000001234.ndjson.gz",
        "v1/observations/2026-11-20/03/0-00000000000000001234.ndjson.gz.unfinished"
      })
  void whatNobodyOfOursNamedIsNone(String path) {
    assertEquals(Optional.empty(), ArchiveName.parse(path));
  }

  @Test
  void anHourHoldsItsFirstMomentAndNotItsEnd() {
    Instant four = THREE.plusSeconds(3_600);

    assertTrue(PIECE.overlaps(THREE, four));
    assertTrue(PIECE.overlaps(four.minusMillis(1), four));
    assertFalse(PIECE.overlaps(four, four.plusSeconds(1)));
    assertFalse(PIECE.overlaps(THREE.minusSeconds(9), THREE));
  }
}
