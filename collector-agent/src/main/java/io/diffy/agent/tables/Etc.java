package io.diffy.agent.tables;

import java.io.IOException;

/** What makes a missing file in /etc mean "nothing there" and not "this is no host". */
final class Etc {
  private Etc() {}

  static void require(Root root) throws IOException {
    if (!root.isDirectory("/etc")) {
      throw new Unavailable("/etc does not exist: " + root + " is not the root of a host");
    }
  }
}
