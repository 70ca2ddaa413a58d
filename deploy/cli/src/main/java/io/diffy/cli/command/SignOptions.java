package io.diffy.cli.command;

import io.diffy.schemas.trust.Signer;
import io.diffy.service.CommandFailure;
import io.diffy.settings.OwnedFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** With whose key something is signed. The key itself never stands on a command line. */
final class SignOptions {
  @Option(
      names = "--sign",
      paramLabel = "KEYFILE",
      description =
          "Sign it with this private key, as openssl genpkey -algorithm ed25519 writes it.")
  private Path file;

  @Option(
      names = "--sign-as",
      paramLabel = "NAME",
      description =
          "Name of the key among the trusted ones. Default: the name of its file without the"
              + " ending.")
  private String name = "";

  /** Empty when nothing is to be signed. */
  Optional<Signer> signer() {
    if (file == null) {
      return Optional.empty();
    }
    try {
      OwnedFile.require(file, true);
      return Optional.of(
          Signer.of(
              name.isEmpty() ? file.getFileName().toString().replaceFirst("\\.[^.]*$", "") : name,
              Files.readString(file)));
    } catch (NoSuchFileException e) {
      throw new CommandFailure("there is no key file " + file, e);
    } catch (IOException e) {
      String why =
          e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : "" + e;
      throw new CommandFailure("the key %s can't be used: %s".formatted(file, why), e);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(file + ": " + e.getMessage(), e);
    }
  }
}
