package io.diffy.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.PersistencePlugin.Shelf;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.kit.Contexts;
import io.diffy.search.ScriptedSearch.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keeping documents in a cluster that is not always well. */
class PatientPersistenceTest {
  private static final List<String> RUN = List.of("web", "run-1");

  @TempDir Path folder;

  @Test
  void aMomentOfIllnessIsSatOut() throws IOException {
    Iterator<Integer> statuses = List.of(503, 429, 201).iterator();
    try (ScriptedSearch server =
        ScriptedSearch.answering(put -> new Reply(statuses.next(), "{}"))) {
      save(server, PluginContext.Stop.NEVER);

      assertEquals(3, server.asked.size());
    }
  }

  @Test
  void aLongerOneIsSaid() throws IOException {
    try (ScriptedSearch server = ScriptedSearch.answering(put -> new Reply(503, "later"))) {
      assertEquals(
          "saving a document into diffy-results: " + server.url() + " answers 503: later",
          failure(server, PluginContext.Stop.NEVER));
      assertEquals(5, server.asked.size());
    }
  }

  @Test
  void whoIsAskedToStopDoesNotWait() throws IOException {
    try (ScriptedSearch server = ScriptedSearch.answering(put -> new Reply(503, "later"))) {
      failure(server, () -> true);

      assertEquals(1, server.asked.size());
    }
  }

  @Test
  void whatIsTooBigIsSaidSo() throws IOException {
    try (ScriptedSearch server = ScriptedSearch.answering(put -> new Reply(413, ""))) {
      assertEquals(
          "a document of 5 bytes is more than "
              + server.url()
              + " takes at once (413); keep it with the plugin file or s3",
          failure(server, PluginContext.Stop.NEVER));
    }
  }

  @Test
  void aDocumentThatSomebodyChangedIsNamed() throws IOException {
    String changed = "{\"_source\":{\"document\":[\"AAAA\"]}}";
    try (ScriptedSearch server = ScriptedSearch.answering(get -> new Reply(200, changed))) {
      PluginFailure failure =
          assertThrows(
              PluginFailure.class,
              () ->
                  new OpenSearchPersistence()
                      .get(Shelf.RESULTS, RUN, context(server, PluginContext.Stop.NEVER)));
      assertTrue(
          failure.getMessage().endsWith("was not written by this plugin, or changed; delete it"));
    }
  }

  private String failure(ScriptedSearch server, PluginContext.Stop stop) {
    return assertThrows(PluginFailure.class, () -> save(server, stop)).getMessage();
  }

  private void save(ScriptedSearch server, PluginContext.Stop stop) {
    new OpenSearchPersistence()
        .save(Shelf.RESULTS, RUN, "hello".getBytes(UTF_8), context(server, stop));
  }

  private PluginContext context(ScriptedSearch server, PluginContext.Stop stop) {
    return Contexts.stopping(Contexts.of(folder, Map.of("url", server.url())), stop);
  }
}
