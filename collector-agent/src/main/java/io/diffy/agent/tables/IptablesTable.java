package io.diffy.agent.tables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The running host's packet filter, as iptables-save shows it: per chain its rules, then a row of
 * the chain's own. As in osquery, policy and counters of a rule's row are its chain's. No
 * iptables-save is an error.
 */
final class IptablesTable {
  static final OsqueryTable TABLE =
      OsqueryTable.of(
          "iptables",
          """
          filter_name text, chain text, policy text, target text, protocol integer, src_port text,
          dst_port text, src_ip text, src_mask text, iniface text, iniface_mask text, dst_ip text,
          dst_mask text, outiface text, outiface_mask text, match text, packets integer,
          bytes integer""",
          IptablesTable::read);

  private static final Pattern CHAIN = Pattern.compile(":(\\S+) (\\S+)(?: \\[(\\d+):(\\d+)\\])?.*");
  private static final Pattern RULE = Pattern.compile("(?:\\[\\d+:\\d+\\] )?-A (\\S+)(.*)");

  /** A chain's own row, and those of its rules. */
  private record Chain(Map<String, String> row, List<Map<String, String>> rules) {}

  private IptablesTable() {}

  private static void read(Root root, TableRows rows) throws IOException {
    if (!root.isHost()) {
      throw new Unavailable("iptables asks the running kernel: it can't be read under " + root);
    }
    parse(Commands.output("iptables-save", "-c"), rows);
  }

  static void parse(String saved, TableRows rows) throws IOException {
    Map<String, Chain> chains = new LinkedHashMap<>();
    String filter = "";
    for (String line : saved.split("\n", -1)) {
      Matcher chain = CHAIN.matcher(line);
      Matcher rule = RULE.matcher(line);
      if (line.startsWith("*")) {
        filter = line.substring(1).strip();
      } else if (line.equals("COMMIT")) {
        addChains(filter, chains, rows);
      } else if (chain.matches()) {
        chains.put(chain.group(1), new Chain(chainRow(chain), new ArrayList<>()));
      } else if (rule.matches() && chains.containsKey(rule.group(1))) {
        chains.get(rule.group(1)).rules().add(IptablesRule.parse(rule.group(2)));
      }
    }
    addChains(filter, chains, rows);
  }

  private static Map<String, String> chainRow(Matcher line) {
    boolean builtIn = !line.group(2).equals("-");
    Map<String, String> row = new HashMap<>();
    row.put("chain", line.group(1));
    row.put("policy", builtIn ? line.group(2) : "");
    row.put("packets", builtIn && line.group(3) != null ? line.group(3) : "0");
    row.put("bytes", builtIn && line.group(4) != null ? line.group(4) : "0");
    return row;
  }

  private static void addChains(String filter, Map<String, Chain> chains, TableRows rows)
      throws IOException {
    for (Chain chain : chains.values()) {
      chain.row().put("filter_name", filter);
      for (Map<String, String> rule : chain.rules()) {
        rule.putAll(chain.row());
        rows.add(rule);
      }
      rows.add(chain.row());
    }
    chains.clear();
  }
}
