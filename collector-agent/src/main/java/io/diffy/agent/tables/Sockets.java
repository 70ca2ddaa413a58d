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

/**
 * The sockets of the host's network namespaces, and the processes that hold them. A socket that
 * several processes hold is shown once, with the lowest pid: the parent of a pre-forking server.
 */
final class Sockets {
  private final Root root;
  private final TableRows rows;
  private final Map<String, Holder> holders = new HashMap<>();
  private final Map<String, Located> namespaces = new HashMap<>();

  private record All(List<Map<String, String>> sockets, TableRows told) {}

  private record Holder(String pid, String descriptor) {
    static final Holder NONE = new Holder("-1", "-1");
  }

  private Sockets(Root root, TableRows rows) {
    this.root = root;
    this.rows = rows;
  }

  /** Each as the columns of process_open_sockets. */
  static List<Map<String, String>> of(Root root, TableRows rows) throws IOException {
    All shared =
        root.moment()
            .once(
                "sockets",
                All.class,
                () -> {
                  List<Map<String, String>> found = new ArrayList<>();
                  return new All(
                      found, rows.alike(root, (now, told) -> found.addAll(all(now, told))));
                });
    rows.take(shared.told);
    return shared.sockets;
  }

  private static List<Map<String, String>> all(Root root, TableRows rows) throws IOException {
    Sockets sockets = new Sockets(root, rows);
    Processes.each(
        root,
        rows,
        "processes' descriptors",
        process -> {
          sockets.readNamespace(process);
          sockets.readDescriptors(process);
        });
    return sockets.read();
  }

  private void readNamespace(Located process) throws IOException {
    try {
      String namespace = inode("net", root.link(process.child("ns").child("net")));
      if (!namespace.isEmpty()) {
        namespaces.putIfAbsent(namespace, process.child("net"));
      }
    } catch (NoSuchFileException e) {
      return; // no namespaces in this kernel: /proc/net is all there is
    }
  }

  private void readDescriptors(Located process) throws IOException {
    for (Located descriptor : root.list(process.child("fd"))) {
      try {
        String socket = inode("socket", root.link(descriptor));
        if (!socket.isEmpty()) {
          holders.putIfAbsent(socket, new Holder(process.name(), descriptor.name()));
        }
      } catch (NoSuchFileException | Unavailable e) {
        // Closed since it was listed; or a file's name that is too long, and no socket.
      }
    }
  }

  /** The number in {@code net:[4026531840]}; empty in any other link. */
  private static String inode(String what, String link) {
    return link.startsWith(what + ":[") && link.endsWith("]")
        ? link.substring(what.length() + 2, link.length() - 1)
        : "";
  }

  private List<Map<String, String>> read() throws IOException {
    String own = ownNamespace();
    List<Map<String, String>> found = new ArrayList<>(read(root.at("/proc/net"), own));
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
        String namespace = inode("net", root.link(root.at(self)));
        if (!namespace.isEmpty()) {
          return namespace;
        }
      } catch (NoSuchFileException | AccessDeniedException e) {
        // the next one may tell
      }
    }
    return "0";
  }

  private List<Map<String, String>> read(Located net, String namespace) throws IOException {
    List<Map<String, String>> found = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (SocketFile file : SocketFile.values()) {
      for (Map<String, String> socket : file.read(root, net, rows)) {
        String inode = socket.get("socket");
        if (seen.add(file + " " + inode) || inode.equals("0")) {
          Holder holder = holders.getOrDefault(inode, Holder.NONE);
          socket.put("pid", holder.pid());
          socket.put("fd", holder.descriptor());
          socket.put("net_namespace", namespace);
          found.add(socket);
        }
      }
    }
    return found;
  }
}
