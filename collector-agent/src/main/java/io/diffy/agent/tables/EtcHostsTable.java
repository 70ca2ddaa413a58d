package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/** /etc/hosts. No such file in an /etc that exists means no entries. */
final class EtcHostsTable {
  static final OsqueryTable TABLE =
      OsqueryTable.of("etc_hosts", "address text, hostnames text", EtcHostsTable::read);

  private EtcHostsTable() {}

  private static void read(Root root, TableRows rows) throws IOException {
    root.requireEtc();
    try {
      for (String line : root.read("/etc/hosts").lines(rows)) {
        addEntry(line, rows);
      }
    } catch (NoSuchFileException e) {
      return;
    }
  }

  private static void addEntry(String line, TableRows rows) throws IOException {
    List<String> words = FileText.words(line);
    if (words.isEmpty() || words.get(0).startsWith("#")) {
      return;
    }
    List<String> names = new ArrayList<>();
    for (String word : words.subList(1, words.size())) {
      if (word.startsWith("#")) {
        break;
      }
      names.add(word);
    }
    rows.add(words.get(0), String.join(" ", names));
  }
}
