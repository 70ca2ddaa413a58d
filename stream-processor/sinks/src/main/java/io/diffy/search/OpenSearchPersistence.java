package io.diffy.search;

import io.diffy.plugin.PersistencePlugin;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginInfo;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Documents in OpenSearch or Elasticsearch, one of theirs for each of ours, zipped: what is saved
 * twice is there once.
 *
 * <p>Settings: those of {@link OpenSearchSink} that say how nodes are reached, {@code
 * create-template}, and {@code index-prefix}, {@code diffy}, before {@code -results} and {@code
 * -baselines}.
 */
public final class OpenSearchPersistence implements PersistencePlugin {
  private final Map<SearchConnection, SearchNodes> nodes = new ConcurrentHashMap<>();
  private final Set<String> prepared = new HashSet<>();

  @Override
  public PluginInfo info() {
    return PluginInfo.shipped(
            this,
            SearchSettings.SLUG,
            "OpenSearch or Elasticsearch",
            "Keeps documents zipped in two indexes.")
        .reading(SearchSettings.KEYS);
  }

  @Override
  public void save(Shelf shelf, List<String> key, byte[] document, PluginContext context) {
    DocumentKey checked = DocumentKey.of(key);
    DocumentIndex index = index(shelf, context);
    prepare(index, context);
    index.save(checked, document, context.clock().instant());
  }

  @Override
  public Optional<byte[]> get(Shelf shelf, List<String> key, PluginContext context) {
    return key.isEmpty() ? Optional.empty() : index(shelf, context).get(DocumentKey.of(key));
  }

  @Override
  public void getAll(
      Shelf shelf,
      List<String> prefix,
      BiConsumer<List<String>, byte[]> each,
      PluginContext context) {
    DocumentIndex index = index(shelf, context);
    for (DocumentKey key : index.keys(new DocumentKey(prefix))) {
      // One that was deleted since the listing is no document any more.
      index.get(key).ifPresent(document -> each.accept(key.parts(), document));
    }
  }

  private DocumentIndex index(Shelf shelf, PluginContext context) {
    String word = shelf.name().toLowerCase(Locale.ROOT);
    String index = new SearchSettings(context).index("index-prefix").orElse("diffy") + "-" + word;
    SearchNodes known =
        nodes.computeIfAbsent(
            SearchConnection.of(context), way -> new SearchNodes(way, context.clock()));
    return new DocumentIndex(new PatientNodes(known, context.stop()), index, word);
  }

  /** The template comes before the index that the first document makes. */
  private void prepare(DocumentIndex index, PluginContext context) {
    synchronized (prepared) {
      if (!prepared.contains(index.index())) {
        if (new SearchSettings(context).all().flag("create-template", true)) {
          new TemplateInstaller(index.nodes().nodes(), context.notes())
              .template(TemplateInstaller.DOCUMENTS, index.index());
        }
        prepared.add(index.index());
      }
    }
  }
}
