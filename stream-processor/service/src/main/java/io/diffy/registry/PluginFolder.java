package io.diffy.registry;

import io.diffy.settings.OwnedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** A folder of plugins: each jar in it is one, and so is each folder of jars. */
final class PluginFolder {
  private PluginFolder() {}

  /**
   * A place plugins come from.
   *
   * @param name for a person
   * @param jars of the plugin; at least one
   */
  record Entry(String name, List<Path> jars) {

    /** Throws with the reason when a jar can't be read. */
    ClassLoader open() throws IOException {
      List<URL> urls = new ArrayList<>();
      for (Path jar : jars) {
        OwnedFile.require(jar, false);
        requireJar(jar);
        urls.add(url(jar));
      }
      return new JarLoader(urls.toArray(URL[]::new), PluginFolder.class.getClassLoader());
    }

    /** A class loader passes over a broken jar in silence. */
    private static void requireJar(Path jar) throws IOException {
      try (JarFile opened = new JarFile(jar.toFile())) {
        opened.entries().hasMoreElements();
      } catch (IOException e) {
        throw new IOException(jar.getFileName() + " can't be read as a jar: " + e.getMessage(), e);
      }
    }

    private static URL url(Path jar) {
      try {
        return jar.toUri().toURL();
      } catch (MalformedURLException e) {
        throw new IllegalStateException("a file always has a URL: " + jar, e);
      }
    }
  }

  /**
   * The classes of one plugin's jars. What the program itself has comes first, so that a plugin and
   * the program mean the same by an observation; two plugins don't see each other.
   */
  private static final class JarLoader extends URLClassLoader {
    private static final String SERVICES = "META-INF/services/";

    JarLoader(URL[] jars, ClassLoader program) {
      super(jars, program);
    }

    /** Only its own: the program's plugins would be found again in every jar. */
    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      return name.startsWith(SERVICES + PluginRegistry.PACKAGE)
          ? findResources(name)
          : super.getResources(name);
    }
  }

  static List<Entry> entries(Path folder) {
    requireOwned(folder);
    List<Entry> entries = new ArrayList<>();
    for (Path path : sorted(folder)) {
      if (isJar(path)) {
        entries.add(new Entry(path.getFileName().toString(), List.of(path)));
      } else if (Files.isDirectory(path)) {
        List<Path> jars = sorted(path).stream().filter(PluginFolder::isJar).toList();
        if (!jars.isEmpty()) {
          entries.add(new Entry(path.getFileName() + "/", jars));
        }
      }
    }
    return entries;
  }

  /** Whoever may write there would run as us. */
  private static void requireOwned(Path folder) {
    try {
      OwnedFile.require(folder, false);
    } catch (IOException e) {
      throw new UncheckedIOException("no plugin of " + folder + " is loaded: " + reason(e), e);
    }
  }

  private static String reason(IOException e) {
    return e instanceof FileSystemException f && f.getReason() != null
        ? f.getFile() + ": " + f.getReason()
        : String.valueOf(e.getMessage());
  }

  private static boolean isJar(Path path) {
    return path.getFileName().toString().endsWith(".jar") && Files.isRegularFile(path);
  }

  private static List<Path> sorted(Path folder) {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("can't list the plugins in " + folder, e);
    }
  }
}
