package io.diffy.agent.tables;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads files that somebody else may change while they are read: no link is followed on the way,
 * and what does not answer soon holds up nothing. What hangs is not read again until it has ended,
 * and where too much of one user hangs nothing more of that user is begun.
 */
final class PatientReader {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int MOST_STUCK = 3;

  private final Map<Path, Stuck> stuck = new HashMap<>();

  private record Stuck(String place, FutureTask<?> work) {}

  /** Opens a regular file for reading; {@code path} holds no links. */
  InputStream open(Path path) throws IOException {
    InputStream in = patiently(path, () -> opened(path));
    return new FilterInputStream(in) {
      @Override
      public int read() throws IOException {
        return patiently(path, in::read);
      }

      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        return patiently(path, () -> in.read(bytes, from, length));
      }
    };
  }

  /** Does what may hang, in a home or another folder of that height. */
  <T> T patiently(Path path, Callable<T> work) throws IOException {
    return patiently(path.subpath(0, Math.min(2, path.getNameCount())).toString(), path, work);
  }

  /**
   * Does what may hang.
   *
   * @param place whose it is: where three hang, nothing more is begun there
   */
  <T> T patiently(String place, Path path, Callable<T> work) throws IOException {
    FutureTask<T> task = new FutureTask<>(work);
    synchronized (stuck) {
      stuck.values().removeIf(its -> its.work.isDone());
      long here = stuck.values().stream().filter(its -> its.place.equals(place)).count();
      if (stuck.containsKey(path) || here >= MOST_STUCK) {
        throw hangs(path);
      }
    }
    Thread thread = new Thread(task, "patient-reader");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      synchronized (stuck) {
        stuck.put(path, new Stuck(place, task));
      }
      throw hangs(path);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw hangs(path);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException problem) {
        throw problem;
      }
      throw new Unavailable(path + " can't be read: " + e.getCause());
    }
  }

  private static Unavailable hangs(Path path) {
    return new Unavailable(path + " does not answer: it was left out");
  }

  private static InputStream opened(Path path) throws IOException {
    try (DirectoryStream<Path> root = Files.newDirectoryStream(Path.of("/"))) {
      return below(secure(root), path, 0);
    }
  }

  /** Opens what the rest of the path names, folder by folder. */
  private static InputStream below(SecureDirectoryStream<Path> folder, Path path, int depth)
      throws IOException {
    Path name = path.getName(depth);
    if (depth < path.getNameCount() - 1) {
      try (SecureDirectoryStream<Path> next =
          folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
        return below(next, path, depth + 1);
      }
    }
    boolean regular =
        folder
            .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .readAttributes()
            .isRegularFile();
    if (!regular) {
      throw new NoSuchFileException(path.toString(), null, Root.NOT_REGULAR);
    }
    return Channels.newInputStream(
        folder.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
  }

  private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> directory)
      throws IOException {
    if (directory instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    throw new Unavailable("directories can't be opened safely on this system");
  }
}
