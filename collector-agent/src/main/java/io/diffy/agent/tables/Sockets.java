package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sockets of the host's network namespaces, and the processes that hold them. A socket that
 * several processes hold is shown once, with the lowest pid: the parent of a pre-forking server.
 */
final class Sockets {
  private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)\\]");
  private static final Pattern NAMESPACE = Pattern.compile("net:\\[(\\d+)\\]");

  private final Root root;
  private final TableRows rows;
  private final Map<String, Holder> holders = new HashMap<>();
  private final Map<String, Located> namespaces = new HashMap<>();

  private record Holder(String pid, String descriptor) {}

  private Sockets(Root root, TableRows rows) {
    this.root = root;
    this.rows = rows;
  }

  static List<Socket> of(Root root, TableRows rows) throws IOException {
    Sockets sockets = new Sockets(root, rows);
    sockets.readProcesses();
    return sockets.read();
  }

  private void readProcesses() throws IOException {
    Unread unread = new Unread("processes' descriptors");
    for (Located process : Processes.of(root)) {
      rows.checkTime();
      try {
        readNamespace(process);
        readDescriptors(process);
      } catch (IOException e) {
        unread.addProcess(process, e);
      }
    }
    unread.tell(rows);
  }

  private void readNamespace(Located process) throws IOException {
    try {
      Matcher namespace = NAMESPACE.matcher(root.link(process.child("ns").child("net")));
      if (namespace.matches()) {
        namespaces.putIfAbsent(namespace.group(1), process.child("net"));
      }
    } catch (NoSuchFileException e) {
      return; // no namespaces in this kernel: /proc/net is all there is
    }
  }

  private void readDescriptors(Located process) throws IOException {
    for (Located descriptor : root.list(process.child("fd"))) {
      try {
        Matcher socket = SOCKET.matcher(root.link(descriptor));
        if (socket.matches()) {
          holders.putIfAbsent(socket.group(1), new Holder(process.name(), descriptor.name()));
        }
      } catch (NoSuchFileException e) {
        // closed since it was listed
      }
    }
  }

  private List<Socket> read() throws IOException {
    String own = ownNamespace();
    List<Socket> found = new ArrayList<>(read(root.at("/proc/net"), own));
    namespaces.remove(own);
    for (Map.Entry<String, Located> other : namespaces.entrySet()) {
      try {
        found.addAll(read(other.getValue(), other.getKey()));
      } catch (TableRows.Full e) {
        throw e;
      } catch (IOException e) {
        rows.checkTime(); // the process we looked through ended: its namespace mostly with it
      }
    }
    return found;
  }

  private String ownNamespace() throws IOException {
    for (String self : List.of("/proc/self/ns/net", "/proc/1/ns/net")) {
      try {
        Matcher namespace = NAMESPACE.matcher(root.link(root.at(self)));
        if (namespace.matches()) {
          return namespace.group(1);
        }
      } catch (NoSuchFileException | AccessDeniedException e) {
        // the next one may tell
      }
    }
    return "0";
  }

  private List<Socket> read(Located net, String namespace) throws IOException {
    List<Socket> found = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (SocketFile file : SocketFile.values()) {
      for (Socket socket : file.read(root, net, rows)) {
        if (seen.add(file + " " + socket.inode()) || socket.inode().equals("0")) {
          Holder holder = holders.getOrDefault(socket.inode(), new Holder("-1", "-1"));
          found.add(socket.heldBy(holder.pid(), holder.descriptor(), namespace));
        }
      }
    }
    return found;
  }
}
