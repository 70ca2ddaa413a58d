package io.diffy.agent.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.diffy.agent.tables.KeptHashes.Stamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A file is read again when anything of it has changed, and never trusted for long. */
class KeptHashesTest {
  private static final Instant CHANGED = Instant.parse("2026-11-20T03:00:00Z");
  private static final long NANOS = CHANGED.toEpochMilli() * 1_000_000;
  private static final String HASH = "00ff";

  private final KeptHashes kept = at(CHANGED.plusSeconds(3600));
  private FakeHost host;

  @BeforeEach
  void aHost() throws IOException {
    host = FakeHost.empty();
  }

  @AfterEach
  void close() throws IOException {
    host.close();
  }

  @Test
  void aFileThatIsAsItWasIsNotReadAgain() throws IOException {
    kept.keep("sha256", stamp(7, 100), () -> "ext4", HASH);

    assertEquals(HASH, kept.find("sha256", stamp(7, 100)));
    assertNull(kept.find("md5", stamp(7, 100)));
    assertNull(kept.find("sha256", stamp(8, 100)));
  }

  @Test
  void oneThatWasWrittenToIsForgottenThoughSizeAndMtimeWereSetBack() throws IOException {
    kept.keep("sha256", stamp(7, 100), () -> "ext4", HASH);
    Stamp touched = new Stamp(1, 7, 100, NANOS, NANOS + 1);

    assertNull(kept.find("sha256", touched));
    assertNull(kept.find("sha256", stamp(7, 100)));
  }

  @Test
  void whatChangedJustNowOrLiesInMemoryOrIsNobodysIsNotKept() throws IOException {
    KeptHashes soon = at(CHANGED.plusSeconds(60));
    soon.keep("sha256", stamp(7, 100), () -> "ext4", HASH);
    kept.keep("sha256", stamp(7, 100), () -> "tmpfs", HASH);
    kept.keep("sha256", Stamp.NONE, () -> "ext4", HASH);

    assertNull(soon.find("sha256", stamp(7, 100)));
    assertNull(kept.find("sha256", stamp(7, 100)));
    assertNull(kept.find("sha256", Stamp.NONE));
  }

  @Test
  void nothingIsKeptLongerThanADay() throws IOException {
    Instant[] now = {CHANGED.plusSeconds(3600)};
    InstantSource source = () -> now[0];
    KeptHashes aging = new KeptHashes(source.withZone(ZoneOffset.UTC));
    aging.keep("sha256", stamp(8, 100), () -> "ext4", HASH);

    now[0] = now[0].plus(Duration.ofHours(23));
    assertEquals(HASH, aging.find("sha256", stamp(8, 100)));
    now[0] = now[0].plus(Duration.ofHours(2));
    assertNull(aging.find("sha256", stamp(8, 100)));
  }

  @Test
  void ofVeryManyTheLastAreKept() throws IOException {
    for (int inode = 0; inode <= KeptHashes.MOST; inode++) {
      kept.keep("sha256", stamp(inode, 100), () -> "ext4", HASH);
    }
    assertNull(kept.find("sha256", stamp(0, 100)));
    assertEquals(HASH, kept.find("sha256", stamp(KeptHashes.MOST, 100)));
  }

  /** As an intruder does it: as many bytes, and touch -r. */
  @Test
  void aProgramThatIsReplacedInPlaceShowsItsNewHash() throws IOException {
    host.write("/etc/x", "clean");
    FileTime before = Files.getLastModifiedTime(host.path("/etc/x"));
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
    BuiltInSource source = new BuiltInSource(host.root(), QueryLimits.DEFAULT, later);
    Set<String> clean = hashes(source);
    assertEquals(clean, hashes(source));

    Files.writeString(host.path("/etc/x"), "dirty");
    Files.setLastModifiedTime(host.path("/etc/x"), before);

    assertNotEquals(clean, hashes(source));
  }

  private static Set<String> hashes(BuiltInSource source) {
    return source
        .ask(FakeHost.query("SELECT sha256 FROM hash WHERE path = '/etc/x'"))
        .rows()
        .stream()
        .map(row -> row.get("sha256"))
        .collect(Collectors.toSet());
  }

  private static KeptHashes at(Instant now) {
    return new KeptHashes(Clock.fixed(now, ZoneOffset.UTC));
  }

  private static Stamp stamp(long inode, long size) {
    return new Stamp(1, inode, size, NANOS, NANOS);
  }
}
