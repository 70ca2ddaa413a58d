package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Follows the links of a path one by one, because root must not go everywhere a user points. A link
 * that is not root's may lead to files of its owner, or of root where everybody may read them; none
 * leads into /proc, /sys or /dev.
 *
 * @param path without any link in it, as it was when it was looked at
 * @param foreign whether somebody who isn't root may put another file there at any time
 */
record FollowedLinks(Path path, boolean foreign) {
  static final String REFUSED = "leads to what its owner can't read, or to no file of a disk";

  static final int MOST_LINKS = 40;
  private static final List<Path> KERNELS =
      List.of(Path.of("/proc"), Path.of("/sys"), Path.of("/dev"));
  private static final int READABLE = 04;
  private static final int ROOT = 0;

  /**
   * Follows a path of this host; of one that leads nowhere, whoever uses it finds that.
   *
   * @param own folders, without links in their paths, in which nobody but root can change what is
   *     root's: looked up and added to
   * @param patient looks elsewhere: a home may be a mount that does not answer
   */
  static FollowedLinks of(Located file, Set<Path> own, PatientReader patient) throws IOException {
    Path path = file.real();
    if (isKernels(path) || path.getParent() == null) {
      return new FollowedLinks(path, false);
    }
    try {
      if (!own.contains(path.getParent())) {
        return patient.patiently(path, () -> walked(file, own));
      }
      return isNamed(path) && !file.itself().isLink()
          ? new FollowedLinks(path, file.itself().isOthers())
          : walked(file, own);
    } catch (NoSuchFileException e) {
      if (REFUSED.equals(e.getReason()) || Root.LOOP.equals(e.getReason())) {
        throw e;
      }
      return new FollowedLinks(path, true);
    }
  }

  private static FollowedLinks walked(Located file, Set<Path> own) throws IOException {
    Path path = file.real();
    Deque<Path> todo = new ArrayDeque<>();
    path.forEach(todo::add);
    Path at = Path.of("/");
    boolean foreign = false;
    Set<Integer> pointers = new HashSet<>();
    int links = 0;
    int mode = 0;
    int uid = ROOT;
    while (!todo.isEmpty()) {
      Path name = todo.pop();
      if (name.toString().equals("..")) {
        at = at.getParent() == null ? at : at.getParent();
        continue;
      }
      Path next = name.toString().equals(".") ? at : at.resolve(name);
      if (!todo.isEmpty() && own.contains(next)) {
        at = next;
        continue;
      }
      boolean last = todo.isEmpty() && links == 0 && next.equals(path);
      FileStat stat = last ? file.itself() : FileStat.of(next, LinkOption.NOFOLLOW_LINKS);
      uid = stat.uid();
      mode = stat.mode();
      if (!stat.isLink()) {
        at = next;
        foreign |= stat.isOthers();
        if (!foreign && !todo.isEmpty()) {
          own.add(at);
        }
        continue;
      }
      if (++links > MOST_LINKS) {
        throw new NoSuchFileException(path.toString(), null, Root.LOOP);
      }
      if (uid != ROOT) {
        pointers.add(uid);
      }
      Path target = Files.readSymbolicLink(next);
      at = target.isAbsolute() ? Path.of("/") : at;
      for (int i = target.getNameCount() - 1; i >= 0; i--) {
        todo.push(target.getName(i));
      }
    }
    boolean readable = uid == ROOT && (mode & READABLE) != 0;
    boolean stranger = !readable && !Set.of(uid).containsAll(pointers);
    if (links > 0 && (stranger || isKernels(at))) {
      throw new NoSuchFileException(path.toString(), null, REFUSED);
    }
    return new FollowedLinks(at, foreign);
  }

  /** The same in a tree of files of another host, whose links are followed inside it. */
  static Path inside(Path directory, String path) throws IOException {
    Deque<String> todo = new ArrayDeque<>(Arrays.asList(path.split("/", -1)));
    Path at = directory;
    int links = 0;
    while (!todo.isEmpty()) {
      String name = todo.pop();
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        at = at.equals(directory) ? at : at.getParent();
        continue;
      }
      Path next = at.resolve(name);
      if (!Files.isSymbolicLink(next)) {
        at = next;
        continue;
      }
      if (++links > MOST_LINKS) {
        throw new NoSuchFileException(path, null, Root.LOOP);
      }
      String target = Files.readSymbolicLink(next).toString();
      at = target.startsWith("/") ? directory : at;
      List<String> names = Arrays.asList(target.split("/", -1));
      for (int i = names.size() - 1; i >= 0; i--) {
        todo.push(names.get(i));
      }
    }
    return at;
  }

  private static boolean isKernels(Path path) {
    return KERNELS.stream().anyMatch(path::startsWith);
  }

  /** Whether the last name is one, and no way through folders. */
  private static boolean isNamed(Path path) {
    String name = String.valueOf(path.getFileName());
    return path.getNameCount() > 1 && !name.equals(".") && !name.equals("..");
  }
}
