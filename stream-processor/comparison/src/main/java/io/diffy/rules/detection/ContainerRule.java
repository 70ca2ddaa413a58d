package io.diffy.rules.detection;

import java.util.List;
import java.util.Map;

/** Firewall rules that a container engine writes. */
public final class ContainerRule {
  private static final List<String> CONTAINER_CHAINS =
      List.of(
          "DOCKER",
          "KUBE-SEP-",
          "KUBE-SVC-",
          "KUBE-POD-",
          "KUBE-EXT-",
          "KUBE-FW-",
          "KUBE-XLB-",
          "KUBE-SERVICES",
          "KUBE-NODEPORTS",
          "KUBE-HP-",
          "CNI-",
          "NETAVARK-",
          "WEAVE-NPC-",
          "cali-",
          "CILIUM_");

  private static final String ANY_ADDRESS = "0.0.0.0";

  /** A network mask that leaves one address. */
  private static final String ONE_ADDRESS = "255.255.255.255";

  private ContainerRule() {}

  /**
   * Whether it is what a container engine writes for one of its containers, into a chain of its own
   * or to let the container call its own published port: such rules come and go with the
   * containers. What a person writes into {@code DOCKER-USER} is none.
   */
  public static boolean is(Map<String, String> row) {
    return (isChain(row.getOrDefault("chain", "")) && isOfContainers(row)) || isHairpin(row);
  }

  /** No engine lets in an address of the internet, or accepts for all what no container has. */
  private static boolean isOfContainers(Map<String, String> row) {
    String from = row.getOrDefault("src_ip", "");
    String to = row.getOrDefault("dst_ip", "");
    return !RoutineRow.isPublic(from)
        && (!RoutineRow.isPublic(to) || row.getOrDefault("target", "").startsWith("KUBE-"))
        && !("ACCEPT".equals(row.get("target")) && isAny(from) && isAny(to));
  }

  private static boolean isAny(String address) {
    return address.isEmpty() || address.equals(ANY_ADDRESS);
  }

  /** Whether it lets one address reach itself through the host's own. */
  private static boolean isHairpin(Map<String, String> row) {
    String address = row.getOrDefault("src_ip", "");
    return "MASQUERADE".equals(row.get("target"))
        && address.equals(row.get("dst_ip"))
        && ONE_ADDRESS.equals(row.get("src_mask"))
        && ONE_ADDRESS.equals(row.get("dst_mask"));
  }

  /** Whether a container engine fills the chain. */
  public static boolean isChain(String chain) {
    return CONTAINER_CHAINS.stream().anyMatch(chain::startsWith) && !chain.equals("DOCKER-USER");
  }
}
