package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The files of /proc/net that list sockets. All but the first two depend on the kernel's build. */
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

  List<Socket> read(Root root, Located net, TableRows rows) throws IOException {
    List<Socket> sockets = new ArrayList<>();
    for (String line : lines(root, net.child(name().toLowerCase(Locale.ROOT)), rows)) {
      Socket socket =
          switch (this) {
            case UNIX -> unix(line);
            case PACKET -> packet(Words.of(line));
            default -> internet(Words.of(line));
          };
      if (socket != null) {
        sockets.add(socket);
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

  private Socket internet(List<String> words) {
    if (words.size() < 10) {
      return null;
    }
    String[] local = words.get(1).split(":", -1);
    String[] remote = words.get(2).split(":", -1);
    if (local.length != 2 || remote.length != 2) {
      return null;
    }
    Long state = Numbers.hex(words.get(3));
    boolean known = state != null && state > 0 && state < TCP_STATES.size();
    return new Socket(
        "-1",
        "-1",
        words.get(9),
        family,
        protocol,
        IpAddresses.fromProc(local[0]),
        IpAddresses.fromProc(remote[0]),
        port(local[1]),
        port(remote[1]),
        "",
        protocol == 6 ? TCP_STATES.get(known ? state.intValue() : 0) : "",
        "0");
  }

  /** A unix socket's path is the rest of the line: it may hold blanks. */
  private Socket unix(String line) {
    String[] words = line.strip().split("\\s+", 8);
    if (words.length < 7) {
      return null;
    }
    String path = words.length == 8 ? words[7] : "";
    return local(words[6], Numbers.decimalOr(words[2], 0), path);
  }

  private Socket packet(List<String> words) {
    if (words.size() < 9) {
      return null;
    }
    return local(words.get(8), port(words.get(3)), "");
  }

  private Socket local(String inode, long socketProtocol, String path) {
    String state = this == PACKET ? "NONE" : "";
    return new Socket("-1", "-1", inode, family, socketProtocol, "", "", 0, 0, path, state, "0");
  }

  private static long port(String hex) {
    Long number = Numbers.hex(hex);
    return number == null ? 0 : number;
  }
}
