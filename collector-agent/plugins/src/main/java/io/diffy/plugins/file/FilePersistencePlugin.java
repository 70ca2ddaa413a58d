package io.diffy.plugins.file;

import io.diffy.plugin.PersistencePlugin;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Documents as files, readable by their owner only. Settings: {@code folder}, below the plugin's
 * own when not set; {@code gzip}, {@code true} to save them compressed.
 */
public final class FilePersistencePlugin implements PersistencePlugin {
  @Override
  public PluginInfo info() {
    return PluginInfo.shipped(this, "file", "File", "Keeps documents as files of a folder.")
        .reading("folder", "gzip");
  }

  @Override
  public void save(Shelf shelf, List<String> key, byte[] document, PluginContext context) {
    if (key.isEmpty()) {
      throw new PluginFailure("a document without a key can't be kept; give it a key");
    }
    DocumentFolder folder = folder(shelf, context);
    try {
      folder.save(key, document);
    } catch (IOException e) {
      throw failure("can't save into", folder, e);
    }
  }

  @Override
  public Optional<byte[]> get(Shelf shelf, List<String> key, PluginContext context) {
    DocumentFolder folder = folder(shelf, context);
    try {
      return key.isEmpty() ? Optional.empty() : folder.get(key);
    } catch (IOException e) {
      throw failure("can't read", folder, e);
    }
  }

  @Override
  public void getAll(
      Shelf shelf,
      List<String> prefix,
      BiConsumer<List<String>, byte[]> each,
      PluginContext context) {
    DocumentFolder folder = folder(shelf, context);
    try {
      for (List<String> key : folder.keys(prefix)) {
        // One that was removed meanwhile is not there any more, which is no failure.
        folder.get(key).ifPresent(document -> each.accept(key, document));
      }
    } catch (IOException e) {
      throw failure("can't read", folder, e);
    }
  }

  private DocumentFolder folder(Shelf shelf, PluginContext context) {
    PluginSettings settings = PluginSettings.of(this, context);
    Path folder = settings.path("folder").orElse(context.state().resolve("documents"));
    return new DocumentFolder(
        folder.resolve(shelf.name().toLowerCase(Locale.ROOT)), settings.flag("gzip", false));
  }

  private static PluginFailure failure(String what, DocumentFolder folder, IOException e) {
    return new PluginFailure(
        "%s %s: %s; look at its permissions and the space left".formatted(what, folder.path(), e),
        e);
  }
}
