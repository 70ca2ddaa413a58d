package io.diffy.agent.tables;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The root directory of the host that is looked at: this host's own, or any tree that looks like
 * one. Links of such a tree are followed inside it, as that host would; those of this host only as
 * far as {@link FollowedLinks} goes. Only regular files are ever opened, so a FIFO or device that
 * someone planted blocks nothing; such a thing, and a loop of links, counts as no file.
 */
final class Root {
  /** The longest file that is read as text; and where somebody who isn't root may write it. */
  static final int LONGEST_TEXT = 16 << 20;

  static final int LONGEST_FOREIGN_TEXT = 1 << 20;

  static final String LOOP = "is a loop of links";
  static final String NOT_REGULAR = "is not a regular file";

  /** Files whose names one table keeps: 200,000, or as many as fit into a part of the memory. */
  static final int MOST_FILES = (int) Math.min(200_000, Runtime.getRuntime().maxMemory() / 1536);

  private static final int MOST_ENTRIES =
      (int) Math.min(200_000, Runtime.getRuntime().maxMemory() / 4096);

  private static final int BLOCK = 8 * 1024;

  /** For files that answer in time: a read that hangs may still write into its block later. */
  private final byte[] block = new byte[BLOCK];

  private final Path directory;
  private final boolean host;
  private final PatientReader patient;
  private final KeptHashes hashes;
  private final ReadOnce query = new ReadOnce();
  private final ReadOnce moment;

  Root(Path directory, KeptHashes hashes) {
    this(directory.toAbsolutePath().normalize(), new PatientReader(), hashes, new ReadOnce());
  }

  private Root(Path directory, PatientReader patient, KeptHashes hashes, ReadOnce moment) {
    this.directory = directory;
    this.host = directory.equals(Path.of("/"));
    this.patient = patient;
    this.hashes = hashes;
    this.moment = moment;
  }

  /**
   * The same for one query, which looks at what only root can change once.
   *
   * @param now what the queries of this moment share
   */
  Root forOneQuery(ReadOnce now) {
    return new Root(directory, patient, hashes, now);
  }

  /** What the queries of one moment share: processes, sockets. */
  ReadOnce moment() {
    return moment;
  }

  ReadOnce query() {
    return query;
  }

  PatientReader patient() {
    return patient;
  }

  @Override
  public String toString() {
    return directory.toString();
  }

  /** Whether this is the running host, whose kernel can be asked too. */
  boolean isHost() {
    return host;
  }

  /** Where a path of the host lies. The last component's link, if any, is not followed yet. */
  Located at(String path) throws IOException {
    try {
      if (host) {
        return new Located(path, Path.of(path));
      }
      int slash = path.lastIndexOf('/');
      return new Located(
          path,
          FollowedLinks.inside(directory, path.substring(0, slash + 1))
              .resolve(path.substring(slash + 1)));
    } catch (InvalidPathException e) {
      throw new Unavailable(
          path + " has a name that this locale can't express: start with LC_ALL=C.UTF-8");
    }
  }

  /** Whether something lies there, wherever links lead. */
  boolean exists(String path) throws IOException {
    Located file = at(path);
    if (!host) {
      return Files.exists(follow(file).path());
    }
    return patient.patiently(file.real(), () -> Files.exists(file.real()));
  }

  boolean isDirectory(String path) throws IOException {
    return isDirectory(at(path));
  }

  boolean isDirectory(Located file) {
    return FileType.isDirectory(modeAtEnd(file));
  }

  boolean isRegularFile(Located file) {
    return FileType.isRegular(modeAtEnd(file));
  }

  /** The mode of stat(2); 0 where there is nothing, or nothing that links may lead to. */
  private int modeAtEnd(Located file) {
    try {
      return file.end(follow(file)).mode();
    } catch (IOException e) {
      return 0;
    }
  }

  /** Whether a file may be changed at any time by somebody who isn't root. */
  boolean isForeign(Located file) throws IOException {
    return follow(file).foreign();
  }

  FileText read(String path) throws IOException {
    return read(at(path));
  }

  /** A small file of /proc or /sys; empty where it is absent or hidden. */
  String oneLine(String path) throws IOException {
    try {
      return read(path).trimmed();
    } catch (NoSuchFileException | AccessDeniedException e) {
      return "";
    }
  }

  /** What makes a missing file in /etc mean "nothing there" and not "this is no host". */
  void requireEtc() throws IOException {
    if (!isDirectory("/etc")) {
      throw new Unavailable("/etc does not exist: " + this + " is not the root of a host");
    }
  }

  /**
   * The text of a regular file; invalid UTF-8 becomes U+FFFD.
   *
   * @throws NoSuchFileException when there is none; other reasons are {@link Unavailable}
   */
  FileText read(Located file) throws IOException {
    try (InputStream in = open(file)) {
      int most = longest(file);
      byte[] bytes = FileText.bytes(in, most + 1, isForeign(file) ? new byte[BLOCK] : block);
      boolean cut = bytes.length > most;
      return new FileText(file.path(), cut ? Arrays.copyOf(bytes, most) : bytes, cut);
    } catch (IOException e) {
      throw Unavailable.explained(e, file.path());
    }
  }

  /** How much is read of a file, in bytes. */
  int longest(Located file) throws IOException {
    return isForeign(file) ? LONGEST_FOREIGN_TEXT : LONGEST_TEXT;
  }

  /** Opens a regular file, following links. */
  InputStream open(Located file) throws IOException {
    try {
      FollowedLinks followed = follow(file);
      Path real = followed.path();
      if (host && followed.foreign()) {
        return patient.open(real);
      }
      if (!file.isRegular(followed)) {
        throw new NoSuchFileException(file.path(), null, NOT_REGULAR);
      }
      return Files.newInputStream(real);
    } catch (IOException e) {
      throw Unavailable.explained(e, file.path());
    }
  }

  /** Where a link points, as it is written there. */
  String link(Located link) throws IOException {
    return explained(link, () -> Files.readSymbolicLink(link.real()).toString());
  }

  /** What a directory holds, by name. */
  List<Located> list(String path) throws IOException {
    return list(at(path));
  }

  List<Located> list(Located directory) throws IOException {
    List<Located> entries = new ArrayList<>();
    each(directory, entry -> entries.add(directory.listed(entry)));
    entries.sort(Comparator.comparing(Located::path));
    return entries;
  }

  /** Takes what a directory holds. */
  interface Entry {
    void take(Path entry) throws IOException;
  }

  /** The same as the file system lists it, which for big trees costs a third. */
  void each(Located directory, Entry step) throws IOException {
    int entries = 0;
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(follow(directory).path())) {
      for (Path entry : stream) {
        if (++entries > MOST_ENTRIES) {
          throw new Unavailable(directory.path() + " has more than " + MOST_ENTRIES + " entries");
        }
        step.take(entry);
      }
    } catch (DirectoryIteratorException e) {
      throw Unavailable.explained(e.getCause(), directory.path());
    } catch (IOException e) {
      throw Unavailable.explained(e, directory.path());
    }
  }

  /** stat(2), following links. */
  FileStat stat(Located file) throws IOException {
    return explained(file, () -> file.end(follow(file)));
  }

  /** The same, as the file is by now. */
  FileStat statAnew(Located file) throws IOException {
    return explained(file, () -> FileStat.of(follow(file).path()));
  }

  /** lstat(2). */
  FileStat linkStat(Located file) throws IOException {
    return explained(file, file::itself);
  }

  private static <T> T explained(Located file, ReadOnce.Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (IOException e) {
      throw Unavailable.explained(e, file.path());
    }
  }

  KeptHashes hashes() {
    return hashes;
  }

  /** Of which kind the file system is on which a file lies: ext4, tmpfs. */
  String disk(Located file) throws IOException {
    return Files.getFileStore(follow(file).path()).type();
  }

  /** The path with all links followed, as the host names it; the path itself where that fails. */
  String canonical(String path) {
    try {
      Path real = follow(at(path)).path().toRealPath();
      return host ? real.toString() : "/" + directory.toRealPath().relativize(real);
    } catch (IOException e) {
      return path;
    }
  }

  private FollowedLinks follow(Located file) throws IOException {
    return file.followed(this::followAnew);
  }

  private FollowedLinks followAnew(Located file) throws IOException {
    if (!host) {
      boolean needsHelp = Files.isSymbolicLink(file.real());
      return new FollowedLinks(
          needsHelp ? FollowedLinks.inside(directory, file.path()) : file.real(), false);
    }
    return FollowedLinks.of(file, query.rootsOwn(), patient);
  }
}
