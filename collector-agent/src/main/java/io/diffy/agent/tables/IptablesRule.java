package io.diffy.agent.tables;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One "-A" line of iptables-save, as osquery's columns from target to match. */
final class IptablesRule {
  private static final String ANY = "0.0.0.0";
  private static final String ALL_PORTS = "0:65535";

  private static final Map<String, String> PROTOCOLS =
      Map.of(
          "all", "0", "icmp", "1", "igmp", "2", "tcp", "6", "udp", "17", "gre", "47", "esp", "50",
          "ah", "51", "sctp", "132", "udplite", "136");

  private IptablesRule() {}

  /**
   * @param options what follows the chain's name, such as {@code -s 10.0.0.0/8 -p tcp -j ACCEPT}
   */
  static Map<String, String> parse(String options) {
    Map<String, String> found = new HashMap<>();
    boolean match = false;
    boolean ports = false;
    Deque<String> words = new ArrayDeque<>(FileText.words(options));
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
    return columns(found, match, ports);
  }

  private static Map<String, String> columns(
      Map<String, String> found, boolean match, boolean ports) {
    Map<String, String> row = new HashMap<>();
    row.put("target", found.getOrDefault("-j", ""));
    row.put("protocol", protocol(found.getOrDefault("-p", "all")));
    row.put("src_port", ports ? range(found.get("--sport")) : "");
    row.put("dst_port", ports ? range(found.get("--dport")) : "");
    row.put("src_ip", address(found.get("-s")));
    row.put("src_mask", mask(found.get("-s")));
    row.put("iniface", found.getOrDefault("-i", "all"));
    row.put("iniface_mask", interfaceMask(found.get("-i")));
    row.put("dst_ip", address(found.get("-d")));
    row.put("dst_mask", mask(found.get("-d")));
    row.put("outiface", found.getOrDefault("-o", "all"));
    row.put("outiface_mask", interfaceMask(found.get("-o")));
    row.put("match", match ? "yes" : "no");
    return row;
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
    return bits == null ? parts[1] : InetText.mask((int) Math.min(bits, 32), 4);
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
