package io.diffy.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.plugin.Plugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** Jars that name plugins; the classes themselves are the test's. */
public final class PluginJar {
  private PluginJar() {}

  /** A jar that names these classes as plugins of a kind. */
  public static void write(Path jar, Class<? extends Plugin> kind, List<String> classes)
      throws IOException {
    Files.createDirectories(jar.getParent());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("META-INF/services/" + kind.getName()));
      out.write(String.join("\n", classes).getBytes(UTF_8));
      out.closeEntry();
    }
  }
}
