package io.diffy.cluster;

import io.diffy.service.CommandFailure;
import io.diffy.settings.OwnedFile;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * The folder that keeps everything between two calls: {@code broker/} and {@code state/}, and,
 * while a broker runs over it, who runs it and where it listens. The operating system drops the
 * lock of a killed process, so what such a process left in {@code broker.properties} counts for
 * nothing.
 */
public final class DataFolder {
  private final Path root;

  public DataFolder(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /** {@code ~/.diffy}. */
  public static Path defaultPath() {
    return defaultPath(System.getenv());
  }

  /** As a shell reads {@code ~}: Java's own answer is the account's, whatever HOME says. */
  static Path defaultPath(Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", "");
    return Path.of(home.isBlank() ? System.getProperty("user.home") : home, ".diffy");
  }

  public Path root() {
    return root;
  }

  Path broker() {
    return root.resolve("broker");
  }

  /** Where the processor keeps its local state. */
  public Path state() {
    return root.resolve("state");
  }

  /** A folder in it for what a plugin must find again; made when it is not there. */
  public Path pluginState(String plugin) {
    try {
      createPrivately();
      return Files.createDirectories(root.resolve("plugin-state").resolve(plugin));
    } catch (IOException e) {
      throw cannotUse(e);
    }
  }

  /** Where plugins are looked for when nobody says where. */
  public Path plugins() {
    return root.resolve("plugins");
  }

  /** Takes the folder for this process; empty when another process, or this one, has it. */
  Optional<Claim> claim() {
    try {
      createPrivately();
      FileChannel channel =
          FileChannel.open(
              root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isLockedBy(channel)) {
        Files.deleteIfExists(runningFile());
        return Optional.of(new Claim(channel));
      }
      channel.close();
      return Optional.empty();
    } catch (IOException e) {
      throw cannotUse(e);
    }
  }

  private static boolean isLockedBy(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException ownedByThisProcess) {
      return false;
    }
  }

  /**
   * The broker that runs over this folder; empty while it is still starting. Ask only when {@link
   * #claim} failed.
   */
  private Optional<Running> running() {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(runningFile())) {
      properties.load(reader);
    } catch (IOException starting) {
      return Optional.empty();
    }
    return Optional.of(
        new Running(
            properties.getProperty("bootstrap.servers", ""),
            properties.getProperty("pid", "?"),
            properties.getProperty("command", "?"),
            Boolean.parseBoolean(properties.getProperty("service"))));
  }

  /** Where the service listens that keeps a broker running over this folder, if there is one. */
  Optional<String> service() {
    Optional<Claim> free = claim();
    free.ifPresent(Claim::close);
    return free.isPresent() ? Optional.empty() : serviceBesideUs();
  }

  /** The same when {@link #claim} has failed. */
  Optional<String> serviceBesideUs() {
    return running().filter(Running::service).map(Running::bootstrapServers);
  }

  CommandFailure inUse() {
    String who =
        running()
            .map(r -> r.command() + ", process " + r.pid() + ", Kafka at " + r.bootstrapServers())
            .orElse("a command that is just starting");
    return new CommandFailure(
        "the data folder %s is in use by %s; stop it, use it (other commands find it by the same --data), or choose another folder with --data"
            .formatted(root, who));
  }

  private void createPrivately() throws IOException {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    Set<PosixFilePermission> ours = PosixFilePermissions.fromString("rwx------");
    if (Files.isDirectory(root)) {
      if (posix && Files.isWritable(root) && !Files.getPosixFilePermissions(root).equals(ours)) {
        tighten(ours);
      }
      OwnedFile.require(root, false);
      // Who could write here before may have left something.
      try (DirectoryStream<Path> left = Files.newDirectoryStream(root)) {
        for (Path each : left) {
          requireOwned(each);
        }
      }
      return;
    }
    if (root.getParent() != null) {
      Files.createDirectories(root.getParent());
    }
    // Rows of hosts are nobody else's business.
    if (posix) {
      Files.createDirectory(root, PosixFilePermissions.asFileAttribute(ours));
    } else {
      Files.createDirectory(root);
    }
  }

  private static void requireOwned(Path file) throws IOException {
    try {
      OwnedFile.require(file, false);
    } catch (NoSuchFileException e) {
      return; // another command of ours has just removed it
    }
  }

  /** A folder of ours that was made by hand; one of another user's is refused, not changed. */
  private void tighten(Set<PosixFilePermission> ours) throws IOException {
    if (Files.getOwner(root).equals(Files.getOwner(Path.of("/proc/self")))) {
      Files.setPosixFilePermissions(root, ours);
    }
  }

  private Path runningFile() {
    return root.resolve("broker.properties");
  }

  private CommandFailure cannotUse(IOException e) {
    return new CommandFailure(
        "can't use the data folder %s: %s; choose another with --data or DIFFY_DATA"
            .formatted(root, e.getMessage()),
        e);
  }

  /**
   * Who runs a broker over this folder.
   *
   * @param bootstrapServers where it listens
   * @param pid of the process
   * @param command what that process was started as
   * @param service whether it stays, with a processor, until it is stopped; else it ends by itself
   *     soon
   */
  record Running(String bootstrapServers, String pid, String command, boolean service) {}

  /** The folder is this process's until closed. */
  final class Claim implements AutoCloseable {
    private final FileChannel channel;

    private Claim(FileChannel channel) {
      this.channel = channel;
    }

    /** Lets other commands find the broker. */
    void announce(Running running) {
      Properties properties = new Properties();
      properties.setProperty("bootstrap.servers", running.bootstrapServers());
      properties.setProperty("pid", running.pid());
      properties.setProperty("command", running.command());
      properties.setProperty("service", Boolean.toString(running.service()));
      Path half = root.resolve("broker.properties.new");
      try {
        try (Writer writer = Files.newBufferedWriter(half)) {
          properties.store(writer, "A broker runs over this folder.");
        }
        Files.move(half, runningFile(), StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        throw cannotUse(e);
      }
    }

    @Override
    public synchronized void close() {
      if (!channel.isOpen()) {
        // Someone else may have the folder by now.
        return;
      }
      try (channel) {
        Files.deleteIfExists(runningFile());
      } catch (IOException e) {
        throw cannotUse(e);
      }
    }
  }
}
