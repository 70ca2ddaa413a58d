package io.diffy.cli.command;

import io.diffy.schemas.trust.Signer;
import io.diffy.service.CommandFailure;
import java.io.IOException;
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
      return Optional.of(
          Signer.of(
              name.isEmpty() ? file.getFileName().toString().replaceFirst("\\.[^.]*$", "") : name,
              Files.readString(file)));
    } catch (NoSuchFileException e) {
      throw new CommandFailure("there is no key file " + file, e);
    } catch (IOException e) {
      throw new CommandFailure("can't read the key " + file + ": " + e, e);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(file + ": " + e.getMessage(), e);
    }
  }
}
