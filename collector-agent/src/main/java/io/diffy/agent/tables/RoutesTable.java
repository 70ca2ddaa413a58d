package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Routes of the main table, from /proc/net. What leads to this host itself is only listed for IPv6,
 * so whoever asks for more than {@code type IN ('gateway')} is told that the answer is not whole.
 */
final class RoutesTable {
  static final OsqueryTable TABLE =
      OsqueryTable.of(
          "routes",
          """
          destination text, netmask integer, gateway text, source text, flags integer,
          interface text, mtu integer, metric integer, type text, hopcount integer""",
          RoutesTable::read);

  private static final String V4 = "/proc/net/route";
  private static final String V6 = "/proc/net/ipv6_route";
  private static final int V4_WORDS = 11;
  private static final int V6_WORDS = 10;
  private static final long UP = 1;
  private static final long LOCAL = 0x8000_0000L;

  /** Cached ones come and go with the connections, and anycast addresses are this host's own. */
  private static final long NO_ROUTE = 0x0110_0000;

  private RoutesTable() {}

  private static void read(Root root, TableRows rows) throws IOException {
    if (!rows.constraints().conjuncts().only("type").equals(Optional.of(Set.of("gateway")))) {
      rows.partial("routes: only those of type 'gateway' are all listed");
    }
    Lines.of(root, V4, "routes can't be seen", rows, line -> addV4(FileText.words(line), rows));
    try {
      for (String line : root.read(V6).lines(rows)) {
        addV6(FileText.words(line), rows);
      }
    } catch (NoSuchFileException e) {
      // a kernel without IPv6
    }
  }

  private static void addV4(List<String> words, TableRows rows) throws IOException {
    Long flags = words.size() < V4_WORDS ? null : Numbers.hex(words.get(3));
    if (flags != null && (flags & UP) != 0) {
      add(
          rows,
          InetText.fromProc(words.get(1)),
          Integer.toString(Long.bitCount(Numbers.hex(words.get(7)))),
          InetText.fromProc(words.get(2)),
          flags,
          words.get(0),
          words.get(8),
          words.get(6));
    }
  }

  private static void addV6(List<String> words, TableRows rows) throws IOException {
    Long flags = words.size() < V6_WORDS ? null : Numbers.hex(words.get(8));
    if (flags != null && (flags & UP) != 0 && (flags & NO_ROUTE) == 0) {
      add(
          rows,
          address(words.get(0)),
          Long.toString(Numbers.hex(words.get(1))),
          address(words.get(4)),
          flags,
          words.get(9),
          "0",
          Long.toString(Numbers.hex(words.get(5))));
    }
  }

  private static String address(String hex) {
    return InetText.text(HexFormat.of().parseHex(hex));
  }

  private static void add(
      TableRows rows,
      String destination,
      String bits,
      String gateway,
      long flags,
      String card,
      String mtu,
      String metric)
      throws IOException {
    boolean everybody = gateway.equals("0.0.0.0") || gateway.equals("::");
    String type =
        (flags & LOCAL) != 0 ? "local" : destination.startsWith("ff") ? "other" : "gateway";
    rows.add(
        destination,
        bits,
        everybody ? "" : gateway,
        "",
        Long.toString(flags & 0xffff),
        card,
        mtu,
        metric,
        type,
        "0");
  }
}
