package io.diffy.settings;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Whether only we and root decide what lies in a file or folder, as ssh asks of its keys. Code,
 * keys and settings that somebody else may change are somebody else's.
 */
public final class OwnedFile {
  private static final int WRITABLE_BY_OTHERS = 022;
  private static final int OPEN_TO_OTHERS = 077;
  private static final int STICKY = 01000;
  private static final int TYPE_FOLDER = 0040000;

  private OwnedFile() {}

  /**
   * Refuses what another user owns or may write, whoever runs us; so may nobody a folder above it.
   * Where there are no such rights nothing is asked. A secret of root's may be open to a group, as
   * orchestrators give it to a service that isn't root.
   *
   * @param secret whether others may not even read it
   * @throws FileSystemException that says whose it is, and what to do
   */
  public static void require(Path file, boolean secret) throws IOException {
    Path real;
    try {
      real = file.toRealPath();
    } catch (NoSuchFileException e) {
      return; // a pipe of the shell's has no place; what is not there is somebody else's to say
    }
    boolean kernels = real.startsWith("/dev") || real.startsWith("/proc");
    if (kernels && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
      return;
    }
    if (!real.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return;
    }
    check(real, secret ? OPEN_TO_OTHERS : WRITABLE_BY_OTHERS);
    for (Path above = real.getParent(); above != null; above = above.getParent()) {
      check(above, WRITABLE_BY_OTHERS);
    }
  }

  /**
   * The same of what a person named.
   *
   * @param what names the file in messages, as in {@code --http-key}
   * @throws SettingsError that says whose it is, and what to do
   */
  public static void demand(String what, Path file, boolean secret) {
    try {
      require(file, secret);
    } catch (IOException e) {
      throw new SettingsError("%s is not used: %s".formatted(what, e.getMessage()));
    }
  }

  private static void check(Path file, int refused) throws IOException {
    Map<String, Object> stat =
        Files.readAttributes(file, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
    int uid = (Integer) stat.get("uid");
    int own = own("uid");
    // A group of our own is no other user: many systems give each user one.
    boolean ours = stat.get("gid").equals(own("gid"));
    boolean given = uid == 0 && own != 0;
    int mode = (Integer) stat.get("mode") & (ours ? ~020 : ~0) & (given ? ~040 : ~0);
    if (uid != own && uid != 0) {
      throw problem(file, "user %d owns it, and we run as user %d; chown it".formatted(uid, own));
    }
    // In /tmp and the like others may add files, and touch none of ours.
    boolean shared = (mode & TYPE_FOLDER) != 0 && (mode & STICKY) != 0;
    if (!shared && (mode & refused) != 0) {
      throw problem(
          file,
          "its mode is %04o, so that others may %s it; chmod %s it"
              .formatted(
                  mode & 07777,
                  (mode & WRITABLE_BY_OTHERS) == 0 ? "read" : "write",
                  refused == OPEN_TO_OTHERS ? "600" : "go-w"));
    }
  }

  private static FileSystemException problem(Path file, String why) {
    return new FileSystemException(file.toString(), null, why);
  }

  private static int own(String id) throws IOException {
    Path process = Path.of("/proc/self");
    Path place = Files.exists(process) ? process : Path.of(System.getProperty("user.home"));
    return (Integer) Files.getAttribute(place, "unix:" + id);
  }
}
