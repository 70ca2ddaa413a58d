package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;

/** A table can't be read. The message is whole: what, where, and what to do. */
final class Unavailable extends IOException {
  private static final long serialVersionUID = 1L;

  Unavailable(String message) {
    super(message);
  }

  /** A failure in words: of what is not there, what may not be read, and what is odd. */
  static IOException explained(IOException e, String path) {
    if (e instanceof Unavailable) {
      return e;
    }
    String reason =
        e instanceof FileSystemException f && f.getReason() != null
            ? f.getReason()
            : e.getMessage();
    if (e instanceof NoSuchFileException) {
      boolean ours = List.of(Root.NOT_REGULAR, Root.LOOP, FollowedLinks.REFUSED).contains(reason);
      return new NoSuchFileException(path, null, ours ? reason : "does not exist");
    }
    if ("No such process".equals(reason)) {
      return new NoSuchFileException(path, null, "belongs to a process that has ended");
    }
    if (String.valueOf(reason).startsWith("Too many levels of symbolic links")) {
      return new NoSuchFileException(path, null, Root.LOOP);
    }
    if (e instanceof AccessDeniedException || "Permission denied".equals(reason)) {
      return new AccessDeniedException(path, null, "permission denied");
    }
    if (e instanceof NotDirectoryException) {
      return new Unavailable(path + " is not a directory");
    }
    return new Unavailable(path + " can't be read: " + reason);
  }
}
