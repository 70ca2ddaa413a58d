package io.diffy.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diffy.plugin.PersistencePlugin.Shelf;
import io.diffy.plugin.PluginFailure;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3KeysTest {
  private final S3Keys keys = new S3Keys("diffy");

  @Test
  void theLayoutIsVersioned() {
    assertEquals(
        "diffy/v1/baselines/123456789012%3Aus-east-1%3Aweb-prod/crontab.ndjson.gz",
        keys.of(Shelf.BASELINES, List.of("123456789012:us-east-1:web-prod", "crontab")));
    assertEquals("v1/results/run-1.ndjson.gz", new S3Keys("").of(Shelf.RESULTS, List.of("run-1")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"..", ".", "a b", "a+b", "100%", "ü", "\n", "x.ndjson.gz", "'; rm -rf / #", "%2e"})
  void aPartMayHoldAnythingAndComesBackAsItWas(String part) {
    String key = keys.of(Shelf.RESULTS, List.of("a", part));

    assertEquals(Optional.of(List.of("a", part)), keys.parts(Shelf.RESULTS, key));
    assertEquals("diffy/v1/results/a/", key.substring(0, 19));
    assertEquals(-1, key.indexOf("..", 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "diffy/v2/results/a.ndjson.gz",
        "diffy/v1/baselines/a.ndjson.gz",
        "diffy/v1/results/a.txt",
        "diffy/v1/results/../a.ndjson.gz",
        "diffy/v1/results//a.ndjson.gz",
        "diffy/v1/results/%zz.ndjson.gz",
        "diffy/v1/results/%61.ndjson.gz",
        "diffy/v1/results/.ndjson.gz"
      })
  void otherKeysAreNotOurs(String key) {
    assertEquals(Optional.empty(), keys.parts(Shelf.RESULTS, key));
  }

  @Test
  void emptyPartsAndKeysThatAreTooLongAreRefused() {
    assertThrows(PluginFailure.class, () -> keys.of(Shelf.RESULTS, List.of()));
    assertThrows(PluginFailure.class, () -> keys.of(Shelf.RESULTS, List.of("a", "")));
    assertThrows(PluginFailure.class, () -> keys.of(Shelf.RESULTS, List.of("x".repeat(1_100))));
  }
}
