package io.diffy.registry;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Enumeration;

/**
 * The classes of one plugin's jars. What the program itself has comes first, so that a plugin and
 * the program mean the same by an observation; two plugins don't see each other.
 */
final class JarLoader extends URLClassLoader {
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
