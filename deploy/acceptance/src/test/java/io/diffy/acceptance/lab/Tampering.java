package io.diffy.acceptance.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Something that an intruder leaves on a host.
 *
 * @param technique ATT&CK's
 * @param query must tell
 * @param shows is in a cell of the row that it tells
 * @param command leaves it there, as root
 */
record Tampering(String technique, String query, String shows, String command) {
  /** Those of the lab's table. */
  static List<Tampering> all() throws IOException {
    try (InputStream in = Tampering.class.getResourceAsStream("/lab/tamperings.txt")) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(line -> line.split(" +", 4))
          .map(words -> new Tampering(words[0], words[1], words[2], words[3]))
          .toList();
    }
  }

  @Override
  public String toString() {
    return technique + " " + query + ": " + command;
  }
}
