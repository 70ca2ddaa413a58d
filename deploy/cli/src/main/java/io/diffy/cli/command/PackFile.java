package io.diffy.cli.command;

import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.packfile.PackReader;
import io.diffy.service.CommandFailure;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A pack that a person names. */
final class PackFile {
  private PackFile() {}

  static Pack read(String file) {
    try {
      return PackReader.readOne(Path.of(file));
    } catch (IOException | InvalidPathException e) {
      throw new CommandFailure("can't use the pack: " + e.getMessage(), e);
    }
  }
}
