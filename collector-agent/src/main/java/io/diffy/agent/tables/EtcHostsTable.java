package io.diffy.agent.tables;

import static io.diffy.agent.tables.Column.text;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/** /etc/hosts. No such file in an /etc that exists means no entries. */
final class EtcHostsTable implements OsqueryTable {

  @Override
  public String name() {
    return "etc_hosts";
  }

  @Override
  public List<Column> columns() {
    return List.of(text("address"), text("hostnames"));
  }

  @Override
  public void read(Root root, Constraints constraints, TableRows rows) throws IOException {
    Etc.require(root);
    try {
      for (String line : root.read("/etc/hosts").lines(rows)) {
        addEntry(line, rows);
      }
    } catch (NoSuchFileException e) {
      return;
    }
  }

  private static void addEntry(String line, TableRows rows) throws IOException {
    List<String> words = Words.of(line);
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
