package io.diffy.agent.tables;

import static io.diffy.agent.tables.Column.integer;
import static io.diffy.agent.tables.Column.text;

import java.io.IOException;
import java.util.List;

/** The running host's packet filter, as iptables-save shows it. No iptables-save is an error. */
final class IptablesTable implements OsqueryTable {

  @Override
  public String name() {
    return "iptables";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        text("filter_name"),
        text("chain"),
        text("policy"),
        text("target"),
        integer("protocol"),
        text("src_port"),
        text("dst_port"),
        text("src_ip"),
        text("src_mask"),
        text("iniface"),
        text("iniface_mask"),
        text("dst_ip"),
        text("dst_mask"),
        text("outiface"),
        text("outiface_mask"),
        text("match"),
        integer("packets"),
        integer("bytes"));
  }

  @Override
  public void read(Root root, Constraints constraints, TableRows rows) throws IOException {
    if (!root.isHost()) {
      throw new Unavailable("iptables asks the running kernel: it can't be read under " + root);
    }
    new IptablesSave(rows).parse(Commands.output("iptables-save", "-c"));
  }
}
