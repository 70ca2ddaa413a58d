package io.diffy.agent.tables;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What {@code nft list ruleset} prints, a row for each line within a table, with the way of blocks
 * to it. A table of this project's own. It asks the running kernel by the command, so a root that
 * is not the host's, or a host without nft, is an error.
 */
final class NftablesTable {
  static final OsqueryTable TABLE =
      OsqueryTable.of(
          "nftables", "family text, table_name text, chain text, rule text", NftablesTable::read);

  private NftablesTable() {}

  private static void read(Root root, TableRows rows) throws IOException {
    if (!root.isHost()) {
      throw new Unavailable(
          "nftables asks the running kernel: it can't be read under the folder " + root);
    }
    parse(Commands.output("nft", "list", "ruleset"), rows);
  }

  /** Counters move with every packet, so they are left out. */
  static void parse(String ruleset, TableRows rows) throws IOException {
    Deque<String> blocks = new ArrayDeque<>();
    for (String line : ruleset.lines().map(String::strip).toList()) {
      if (line.equals("}")) {
        blocks.pollLast();
      } else if (line.endsWith("{")) {
        blocks.addLast(line.substring(0, line.length() - 1).strip());
        add(blocks, "", rows);
      } else if (!line.isEmpty()) {
        add(blocks, line.replaceAll("\\bpackets \\d+ bytes \\d+ ?", ""), rows);
      }
    }
  }

  private static void add(Deque<String> blocks, String rule, TableRows rows) throws IOException {
    List<String> way = new ArrayList<>(blocks);
    List<String> table = way.isEmpty() ? List.of() : FileText.words(way.get(0));
    if (table.size() == 3) {
      rows.add(
          table.get(1), table.get(2), String.join(" ", way.subList(1, way.size())), rule.strip());
    }
  }
}
