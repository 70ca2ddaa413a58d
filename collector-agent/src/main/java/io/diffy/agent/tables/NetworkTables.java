package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;

/** Network cards as /sys/class/net shows them, and whom this host asks for names. */
final class NetworkTables {
  /** Flags hold 256 also where a program took all packets without telling the card. */
  static final OsqueryTable INTERFACE_DETAILS =
      OsqueryTable.of(
          "interface_details",
          """
          interface text, mac text, type integer, mtu integer, metric integer, flags integer,
          ipackets bigint, opackets bigint, ibytes bigint, obytes bigint, ierrors bigint,
          oerrors bigint, idrops bigint, odrops bigint, collisions bigint, last_change bigint,
          link_speed bigint, pci_slot text""",
          NetworkTables::interfaces);

  /** No resolv.conf in an /etc that exists means that the host asks itself. */
  static final OsqueryTable DNS_RESOLVERS =
      OsqueryTable.of(
          "dns_resolvers",
          "id integer, type text, address text, netmask text, options bigint",
          NetworkTables::resolvers);

  private static final String CARDS = "/sys/class/net";

  /** What the resolver of the C library has without a line of options: RES_INIT and its own. */
  private static final String DEFAULT_OPTIONS = "705";

  private NetworkTables() {}

  private static void interfaces(Root root, TableRows rows) throws IOException {
    if (!root.isDirectory(CARDS)) {
      throw new Unavailable(CARDS + " does not exist: network cards can't be seen");
    }
    for (Located card : root.list(CARDS)) {
      if (root.isDirectory(card.path())) {
        Card of = new Card(root, card);
        rows.add(
            card.name(),
            of.text("address"),
            of.text("type"),
            of.text("mtu"),
            "0",
            Long.toString(of.flags()),
            of.count("rx_packets"),
            of.count("tx_packets"),
            of.count("rx_bytes"),
            of.count("tx_bytes"),
            of.count("rx_errors"),
            of.count("tx_errors"),
            of.count("rx_dropped"),
            of.count("tx_dropped"),
            of.count("collisions"),
            "-1",
            of.text("speed"),
            null);
      }
    }
  }

  /** The files of one card; what the kernel does not tell of it is empty. */
  private record Card(Root root, Located directory) {
    String text(String name) throws IOException {
      try {
        return root.oneLine(directory.child(name).path());
      } catch (Unavailable e) {
        return ""; // the speed of a card that is down
      }
    }

    String count(String name) throws IOException {
      return text("statistics/" + name);
    }

    long flags() throws IOException {
      Long flags = Numbers.hex(text("flags").replaceFirst("^0x", ""));
      if (flags == null) {
        throw new Unavailable(directory.path() + "/flags is no number");
      }
      return flags;
    }
  }

  private static void resolvers(Root root, TableRows rows) throws IOException {
    root.requireEtc();
    int servers = 0;
    int domains = 0;
    for (String line : resolvConf(root, rows)) {
      List<String> words = FileText.words(line);
      if (words.size() < 2) {
        continue;
      }
      if (words.get(0).equals("nameserver")) {
        add(servers++, "nameserver", words.get(1), "32", rows);
      } else if (words.get(0).equals("search") || words.get(0).equals("domain")) {
        for (String domain : words.subList(1, words.size())) {
          add(domains++, "search", domain, "", rows);
        }
      }
    }
  }

  private static List<String> resolvConf(Root root, TableRows rows) throws IOException {
    try {
      return root.read("/etc/resolv.conf").lines(rows);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private static void add(int id, String type, String address, String netmask, TableRows rows)
      throws IOException {
    rows.add(
        Map.of(
            "id",
            Integer.toString(id),
            "type",
            type,
            "address",
            address,
            "netmask",
            netmask,
            "options",
            DEFAULT_OPTIONS));
  }
}
