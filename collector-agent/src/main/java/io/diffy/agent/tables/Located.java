package io.diffy.agent.tables;

import java.nio.file.Path;

/**
 * A file of the observed host.
 *
 * @param path as that host names it, for rows and messages
 * @param real where it is for us; made from directory listings where possible, because a name that
 *     isn't valid in this process's locale does not survive the way through a string
 */
record Located(String path, Path real) {

  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  Located child(String name) {
    return new Located(pathOf(name), real.resolve(name));
  }

  /** An entry of this directory, as the listing gave it. */
  Located listed(Path entry) {
    return new Located(pathOf(String.valueOf(entry.getFileName())), entry);
  }

  private String pathOf(String name) {
    return path.endsWith("/") ? path + name : path + "/" + name;
  }
}
