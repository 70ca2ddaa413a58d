package io.diffy.agent.collect;

import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Says which instance this host is. What the configuration leaves open is read from the host. */
public final class LocalHost {
  private static final int MAX_BYTES = 256;
  private static final Pattern EC2_ID = Pattern.compile("i-[0-9a-f]{8,32}");
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._-]{1,253}");

  private LocalHost() {}

  /**
   * Fills the empty fields of {@code configured}: instance id, host name and private address.
   *
   * @param configured what is known; at least the group's name. An empty instance id is looked up:
   *     EC2's own (from the board's asset tag or cloud-init), else made from machine id and host
   *     name, else the host name
   * @param root the folder that holds the host's file system, normally {@code /}
   */
  public static Instance identify(Instance configured, Path root) {
    String hostname = otherwise(configured.hostname(), hostname(root));
    String id = otherwise(configured.instanceId(), instanceId(root, hostname));
    return new Instance(
        configured.group(),
        id,
        configured.cohort(),
        new Address(
            configured.az(),
            hostname,
            otherwise(configured.privateIp(), isThisMachine(root) ? firstAddress() : "")));
  }

  private static String otherwise(String text, String fallback) {
    return text.isEmpty() ? fallback : text;
  }

  private static String instanceId(Path root, String hostname) {
    for (String file :
        List.of("sys/class/dmi/id/board_asset_tag", "var/lib/cloud/data/instance-id")) {
      Optional<String> id = read(root.resolve(file)).filter(EC2_ID.asMatchPredicate());
      if (id.isPresent()) {
        return id.get();
      }
    }
    // Not the machine id alone: images are cloned with it. Not as it is: it is meant to stay
    // secret.
    return read(root.resolve("etc/machine-id"))
        .map(machine -> "m-" + Cells.digest("diffy\n" + machine + "\n" + hostname).substring(0, 16))
        .orElse(hostname);
  }

  private static String hostname(Path root) {
    List<String> files =
        isThisMachine(root)
            ? List.of("proc/sys/kernel/hostname", "etc/hostname")
            : List.of("etc/hostname", "proc/sys/kernel/hostname");
    return files.stream()
        .map(file -> read(root.resolve(file)).filter(SAFE.asMatchPredicate()))
        .flatMap(Optional::stream)
        .findFirst()
        .orElse("localhost");
  }

  /** Whether a root folder is that of the machine this runs on. */
  public static boolean isThisMachine(Path root) {
    return root.toAbsolutePath().normalize().equals(Path.of("/"));
  }

  /** The first address of the first interface that is up and no loopback, IPv4 before IPv6. */
  private static String firstAddress() {
    try {
      return NetworkInterface.networkInterfaces()
          .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
          .flatMap(each -> Collections.list(each.getInetAddresses()).stream())
          .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
          .min(Comparator.comparing(address -> !(address instanceof Inet4Address)))
          .map(LocalHost::text)
          .orElse("");
    } catch (SocketException e) {
      // A host that does not show its interfaces has no address we could name.
      return "";
    }
  }

  private static String text(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }

  private static Optional<String> read(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8).strip();
      return text.isEmpty() ? Optional.empty() : Optional.of(text);
    } catch (IOException e) {
      // Not readable for this user, which is as good as not there: the next source is tried.
      return Optional.empty();
    }
  }
}
