package io.diffy.agent.tables;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One "-A" line of iptables-save, as osquery's columns from target to match. */
record IptablesRule(List<String> columns) {
  static final int COLUMNS = 13;

  private static final String ANY = "0.0.0.0";
  private static final String ALL_PORTS = "0:65535";

  private static final Map<String, String> PROTOCOLS =
      Map.of(
          "all", "0", "icmp", "1", "igmp", "2", "tcp", "6", "udp", "17", "gre", "47", "esp", "50",
          "ah", "51", "sctp", "132", "udplite", "136");

  /**
   * @param options what follows the chain's name, such as {@code -s 10.0.0.0/8 -p tcp -j ACCEPT}
   */
  static IptablesRule parse(String options) {
    Map<String, String> found = new HashMap<>();
    boolean match = false;
    boolean ports = false;
    Deque<String> words = new ArrayDeque<>(Words.of(options));
    String not = "";
    while (!words.isEmpty()) {
      String word = words.pop();
      String value = words.isEmpty() ? "" : words.peek();
      switch (word) {
        case "!" -> not = "!";
        case "-s", "-d", "-i", "-o", "-p", "--sport", "--dport" -> {
          found.put(word, not + words.poll());
          not = "";
        }
        case "-j", "-g" -> found.put("-j", words.poll());
        case "-m" -> {
          match = true;
          ports |= List.of("tcp", "udp").contains(value);
          words.poll();
        }
        default -> not = "";
      }
    }
    return new IptablesRule(columns(found, match, ports));
  }

  private static List<String> columns(Map<String, String> found, boolean match, boolean ports) {
    return Arrays.asList(
        found.getOrDefault("-j", ""),
        protocol(found.getOrDefault("-p", "all")),
        ports ? range(found.get("--sport")) : "",
        ports ? range(found.get("--dport")) : "",
        address(found.get("-s")),
        mask(found.get("-s")),
        found.getOrDefault("-i", "all"),
        interfaceMask(found.get("-i")),
        address(found.get("-d")),
        mask(found.get("-d")),
        found.getOrDefault("-o", "all"),
        interfaceMask(found.get("-o")),
        match ? "yes" : "no");
  }

  private static String protocol(String word) {
    String not = word.startsWith("!") ? "!" : "";
    String name = word.substring(not.length());
    return not + PROTOCOLS.getOrDefault(name, name);
  }

  private static String range(String ports) {
    if (ports == null) {
      return ALL_PORTS;
    }
    return ports.contains(":") ? ports : ports + ":" + ports.replace("!", "");
  }

  private static String address(String network) {
    return network == null ? ANY : network.split("/", 2)[0];
  }

  private static String mask(String network) {
    if (network == null) {
      return ANY;
    }
    String[] parts = network.split("/", 2);
    Long bits = parts.length == 2 ? Numbers.decimal(parts[1]) : Long.valueOf(32);
    return bits == null ? parts[1] : IpAddresses.mask((int) Math.min(bits, 32), 4);
  }

  /** One FF per character that must match; the end counts unless the name ends in "+". */
  private static String interfaceMask(String word) {
    if (word == null) {
      return "";
    }
    String name = word.replaceFirst("^!", "");
    int length = name.getBytes(StandardCharsets.UTF_8).length;
    return String.join("", Collections.nCopies(name.endsWith("+") ? length - 1 : length + 1, "FF"));
  }
}
