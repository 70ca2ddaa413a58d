package io.diffy.plugin.kit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.PersistencePlugin;
import io.diffy.plugin.PersistencePlugin.Shelf;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every persistence plugin must do. It begins empty in every test. */
public abstract class PersistencePluginContract extends PluginContract<PersistencePlugin> {
  private static final List<String> WEB_RUN_1 = List.of("123:us-east-1:web", "run-1");
  private static final List<String> WEB_RUN_2 = List.of("123:us-east-1:web", "run-2");

  protected PersistencePluginContract() {
    super(PluginKind.PERSISTENCE);
  }

  @Test
  void givesBackTheBytesThatWereSaved() {
    byte[] document = new byte[200_000];
    for (int i = 0; i < document.length; i++) {
      document[i] = (byte) (i * 31 + i / 256);
    }
    PersistencePlugin plugin = plugin();

    plugin.save(Shelf.RESULTS, WEB_RUN_1, document, context());

    assertArrayEquals(document, get(plugin, Shelf.RESULTS, WEB_RUN_1).orElseThrow());
  }

  @Test
  void whatWasNeverSavedIsNotThere() {
    PersistencePlugin plugin = plugin();
    save(plugin, Shelf.RESULTS, WEB_RUN_1, "1");

    assertTrue(get(plugin, Shelf.RESULTS, WEB_RUN_2).isEmpty());
    assertTrue(get(plugin, Shelf.RESULTS, List.of("123:us-east-1:web")).isEmpty());
    assertTrue(get(plugin, Shelf.BASELINES, WEB_RUN_1).isEmpty(), "shelves are apart");
  }

  @Test
  void anEmptyDocumentIsOne() {
    PersistencePlugin plugin = plugin();

    save(plugin, Shelf.BASELINES, WEB_RUN_1, "");

    assertEquals("", text(plugin, Shelf.BASELINES, WEB_RUN_1));
  }

  @Test
  void aNewDocumentTakesTheOldOnesPlace() {
    PersistencePlugin plugin = plugin();
    save(plugin, Shelf.RESULTS, WEB_RUN_1, "old and longer");

    save(plugin, Shelf.RESULTS, WEB_RUN_1, "new");

    assertEquals("new", text(plugin, Shelf.RESULTS, WEB_RUN_1));
    assertEquals(List.of(WEB_RUN_1), keys(plugin, List.of()));
  }

  @Test
  void listsInTheOrderOfKeysPartByPart() {
    PersistencePlugin plugin = plugin();
    List<List<String>> sorted =
        List.of(
            List.of("a"),
            List.of("a", "b"),
            List.of("a", "b", "c"),
            List.of("a-b", "a"),
            List.of("b"));
    List<List<String>> mixed =
        List.of(sorted.get(3), sorted.get(0), sorted.get(4), sorted.get(2), sorted.get(1));

    mixed.forEach(key -> save(plugin, Shelf.RESULTS, key, String.join("/", key)));

    assertEquals(sorted, keys(plugin, List.of()));
    assertEquals(sorted.subList(0, 3), keys(plugin, List.of("a")));
    assertEquals(sorted.subList(1, 3), keys(plugin, List.of("a", "b")));
    assertEquals(List.of(), keys(plugin, List.of("c")));
    sorted.forEach(key -> assertEquals(String.join("/", key), text(plugin, Shelf.RESULTS, key)));
  }

  @Test
  void noKeyHurtsAnother() {
    PersistencePlugin plugin = plugin();
    Set<List<String>> keys = new HashSet<>();
    for (String hostile : HostileText.all()) {
      String part = hostile.replace('/', '|');
      keys.add(List.of(part));
      keys.add(List.of("group", part));
      keys.add(List.of(part, "run"));
    }

    keys.forEach(key -> save(plugin, Shelf.RESULTS, key, key.toString()));

    keys.forEach(key -> assertEquals(key.toString(), text(plugin, Shelf.RESULTS, key)));
    List<List<String>> listed = keys(plugin, List.of());
    assertEquals(keys.size(), listed.size());
    assertEquals(keys, new HashSet<>(listed));
  }

  @Test
  void aKeyWithoutPartsIsRefused() {
    PersistencePlugin plugin = plugin();

    assertThrows(PluginFailure.class, () -> save(plugin, Shelf.RESULTS, List.of(), "of what?"));
  }

  @Test
  void severalRunsSaveAtOnce() throws InterruptedException, ExecutionException {
    PluginContext context = context();
    PersistencePlugin plugin = plugin();
    ExecutorService runs = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> saved = new ArrayList<>();
      for (int run = 0; run < 40; run++) {
        List<String> own = List.of("group", "run-" + run);
        byte[] document = "x".repeat(10_000 + run).getBytes(StandardCharsets.UTF_8);
        saved.add(runs.submit(() -> plugin.save(Shelf.RESULTS, own, document, context)));
        saved.add(
            runs.submit(() -> plugin.save(Shelf.RESULTS, List.of("latest"), document, context)));
      }
      for (Future<?> each : saved) {
        each.get();
      }
    } finally {
      runs.shutdownNow();
    }

    assertEquals(40, keys(plugin, List.of("group")).size());
    // Whole, whichever of them it is.
    String latest = text(plugin, Shelf.RESULTS, List.of("latest"));
    assertTrue(latest.length() >= 10_000 && latest.chars().allMatch(c -> c == 'x'));
  }

  private void save(PersistencePlugin plugin, Shelf shelf, List<String> key, String document) {
    plugin.save(shelf, key, document.getBytes(StandardCharsets.UTF_8), context());
  }

  private Optional<byte[]> get(PersistencePlugin plugin, Shelf shelf, List<String> key) {
    return plugin.get(shelf, key, context());
  }

  private String text(PersistencePlugin plugin, Shelf shelf, List<String> key) {
    return new String(get(plugin, shelf, key).orElseThrow(), StandardCharsets.UTF_8);
  }

  private List<List<String>> keys(PersistencePlugin plugin, List<String> prefix) {
    List<List<String>> keys = new ArrayList<>();
    plugin.getAll(Shelf.RESULTS, prefix, (key, document) -> keys.add(key), context());
    return keys;
  }
}
