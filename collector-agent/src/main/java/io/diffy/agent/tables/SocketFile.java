package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The files of /proc/net that list sockets. Without one of the first two sockets can't be seen, an
 * error; the others depend on the kernel's build.
 */
enum SocketFile {
  TCP(2, 6),
  UDP(2, 17),
  TCP6(10, 6),
  UDP6(10, 17),
  UDPLITE(2, 136),
  UDPLITE6(10, 136),
  ICMP(2, 1),
  ICMP6(10, 1),
  RAW(2, 255),
  RAW6(10, 255),
  UNIX(1, 0),
  PACKET(17, 0);

  private static final List<String> TCP_STATES =
      List.of(
          "UNKNOWN",
          "ESTABLISHED",
          "SYN_SENT",
          "SYN_RECV",
          "FIN_WAIT1",
          "FIN_WAIT2",
          "TIME_WAIT",
          "CLOSED",
          "CLOSE_WAIT",
          "LAST_ACK",
          "LISTEN",
          "CLOSING");

  private final int family;
  private final long protocol;

  SocketFile(int family, long protocol) {
    this.family = family;
    this.protocol = protocol;
  }

  /** The file's sockets, as columns of process_open_sockets but for who holds them. */
  List<Map<String, String>> read(Root root, Located net, TableRows rows) throws IOException {
    List<Map<String, String>> sockets = new ArrayList<>();
    for (String line : lines(root, net.child(name().toLowerCase(Locale.ROOT)), rows)) {
      switch (this) {
        case UNIX -> unix(line).ifPresent(sockets::add);
        case PACKET -> packet(FileText.words(line)).ifPresent(sockets::add);
        default -> internet(FileText.words(line)).ifPresent(sockets::add);
      }
    }
    return sockets;
  }

  private List<String> lines(Root root, Located file, TableRows rows) throws IOException {
    try {
      List<String> lines = root.read(file).lines(rows);
      return lines.subList(Math.min(1, lines.size()), lines.size());
    } catch (NoSuchFileException e) {
      if (this == TCP || this == UDP) {
        throw new Unavailable(file.path() + " does not exist: sockets can't be seen");
      }
      return List.of();
    }
  }

  private Optional<Map<String, String>> internet(List<String> words) {
    if (words.size() < 10) {
      return Optional.empty();
    }
    String[] local = words.get(1).split(":", -1);
    String[] remote = words.get(2).split(":", -1);
    if (local.length != 2 || remote.length != 2) {
      return Optional.empty();
    }
    Map<String, String> socket = socket(words.get(9), protocol, "");
    socket.put("local_address", InetText.fromProc(local[0]));
    socket.put("remote_address", InetText.fromProc(remote[0]));
    socket.put("local_port", Long.toString(port(local[1])));
    socket.put("remote_port", Long.toString(port(remote[1])));
    if (protocol == 6) {
      Long state = Numbers.hex(words.get(3));
      boolean known = state != null && state > 0 && state < TCP_STATES.size();
      socket.put("state", TCP_STATES.get(known ? state.intValue() : 0));
    }
    return Optional.of(socket);
  }

  /** A unix socket's path is the rest of the line: it may hold blanks. */
  private Optional<Map<String, String>> unix(String line) {
    String[] words = line.strip().split("\\s+", 8);
    return words.length < 7
        ? Optional.empty()
        : Optional.of(
            socket(words[6], Numbers.decimalOr(words[2], 0), words.length == 8 ? words[7] : ""));
  }

  private Optional<Map<String, String>> packet(List<String> words) {
    if (words.size() < 9) {
      return Optional.empty();
    }
    Map<String, String> socket = socket(words.get(8), port(words.get(3)), "");
    socket.put("state", "NONE");
    return Optional.of(socket);
  }

  private Map<String, String> socket(String inode, long socketProtocol, String path) {
    Map<String, String> socket = new HashMap<>();
    socket.put("socket", inode);
    socket.put("family", Integer.toString(family));
    socket.put("protocol", Long.toString(socketProtocol));
    socket.put("path", path);
    for (String empty : List.of("local_address", "remote_address", "state")) {
      socket.put(empty, "");
    }
    for (String zero : List.of("local_port", "remote_port")) {
      socket.put(zero, "0");
    }
    return socket;
  }

  private static long port(String hex) {
    Long number = Numbers.hex(hex);
    return number == null ? 0 : number;
  }
}
