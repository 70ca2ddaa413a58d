package io.diffy.agent.tables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of iptables-save, as the rows of osquery's iptables: per chain its rules, then a row of
 * the chain's own. As in osquery, policy and counters of a rule's row are its chain's.
 */
final class IptablesSave {
  private static final Pattern CHAIN = Pattern.compile(":(\\S+) (\\S+)(?: \\[(\\d+):(\\d+)\\])?.*");
  private static final Pattern RULE = Pattern.compile("(?:\\[\\d+:\\d+\\] )?-A (\\S+)(.*)");

  private final TableRows rows;
  private final Map<String, Chain> chains = new LinkedHashMap<>();
  private String filter = "";

  private record Chain(String policy, String packets, String bytes, List<IptablesRule> rules) {}

  IptablesSave(TableRows rows) {
    this.rows = rows;
  }

  void parse(String saved) throws IOException {
    for (String line : saved.split("\n", -1)) {
      Matcher chain = CHAIN.matcher(line);
      Matcher rule = RULE.matcher(line);
      if (line.startsWith("*")) {
        filter = line.substring(1).strip();
      } else if (line.equals("COMMIT")) {
        addChains();
      } else if (chain.matches()) {
        chains.put(chain.group(1), chain(chain));
      } else if (rule.matches() && chains.containsKey(rule.group(1))) {
        chains.get(rule.group(1)).rules().add(IptablesRule.parse(rule.group(2)));
      }
    }
    addChains();
  }

  private static Chain chain(Matcher line) {
    boolean builtIn = !line.group(2).equals("-");
    return new Chain(
        builtIn ? line.group(2) : "",
        builtIn && line.group(3) != null ? line.group(3) : "0",
        builtIn && line.group(4) != null ? line.group(4) : "0",
        new ArrayList<>());
  }

  private void addChains() throws IOException {
    for (Map.Entry<String, Chain> entry : chains.entrySet()) {
      for (IptablesRule rule : entry.getValue().rules()) {
        add(entry.getKey(), entry.getValue(), rule.columns());
      }
      add(entry.getKey(), entry.getValue(), Collections.nCopies(IptablesRule.COLUMNS, null));
    }
    chains.clear();
  }

  private void add(String name, Chain chain, List<String> rule) throws IOException {
    List<String> row = new ArrayList<>();
    Collections.addAll(row, filter, name, chain.policy());
    row.addAll(rule);
    Collections.addAll(row, chain.packets(), chain.bytes());
    rows.add(row.toArray(String[]::new));
  }
}
