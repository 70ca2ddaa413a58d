package io.diffy.service;

import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.pack.Platforms;
import io.diffy.schemas.packfile.PackReader;
import io.diffy.schemas.packfile.Packs;
import io.diffy.schemas.packfile.ShippedPacks;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.settings.OwnedFile;
import io.diffy.terminal.Phrases;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Files that a person names on the command line. */
public final class InputFile {
  private static final int SHOWN = 20;

  private InputFile() {}

  /** Makes something of a stream. */
  public interface Reader<T> {
    T read(InputStream in) throws IOException;
  }

  /**
   * Reads one.
   *
   * @param file its path; {@code -} for the standard input
   */
  public static <T> T read(String file, Reader<T> reader) {
    try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
      return reader.read(in);
    } catch (NoSuchFileException e) {
      throw new CommandFailure("there is no file " + file, e);
    } catch (IOException e) {
      throw new CommandFailure("can't read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads a pack, a whole config or Fleet's YAML, its queries as one pack.
   *
   * @param warn is told what was left out and why
   */
  public static Pack pack(Path file, Consumer<String> warn) {
    Packs packs = packs(file, warn);
    String name = file.getFileName().toString();
    return packs.merged(name.replaceFirst("(?<=.)\\.[^.]*$", ""));
  }

  /** Reads the packs of a file, each for itself; of a word of ours, the shipped one. */
  public static Packs packs(Path file, Consumer<String> warn) {
    Optional<Pack> shipped = ShippedPacks.named(file.toString());
    if (shipped.isPresent()) {
      return new Packs(List.of(shipped.get()), List.of());
    }
    try {
      Packs packs = PackReader.readSome(file);
      packs.warnings().stream().limit(SHOWN).forEach(warn);
      if (packs.warnings().size() > SHOWN) {
        warn.accept("… and %,d more like these".formatted(packs.warnings().size() - SHOWN));
      }
      return packs;
    } catch (IOException e) {
      throw new CommandFailure("can't use the pack: " + why(e), e);
    }
  }

  /** Why a pack can't be read, for a person: Java says of a missing file its name alone. */
  private static String why(IOException e) {
    return e instanceof NoSuchFileException
        ? "there is no file " + e.getMessage() + "; the shipped packs are triage and deep"
        : e.getMessage();
  }

  /** What queries mean: by the pack that is named, else by all shipped ones. */
  public static Pack meant(Path file) {
    return file == null ? ShippedPacks.all() : pack(file, ignored -> {});
  }

  /** Reads a pack where one is named, else takes the shipped one that is asked all the time. */
  public static Pack packOrShipped(Path file) {
    return packOrShipped(file, ignored -> {});
  }

  /**
   * The same for who asks its queries.
   *
   * @param warn is told what was left out, and what is not asked on Linux
   */
  public static Pack packOrShipped(Path file, Consumer<String> warn) {
    if (file == null) {
      return TriagePack.load();
    }
    OwnedFile.demand("the pack " + file, file, false);
    Pack pack = pack(file, warn);
    List<String> elsewhere =
        pack.queries().values().stream()
            .filter(query -> !Platforms.includeLinux(pack, query))
            .map(query -> query.name() + Platforms.told(pack, query))
            .toList();
    if (!elsewhere.isEmpty()) {
      warn.accept(
          "%s: not for Linux, so not asked here: %s"
              .formatted(file, Phrases.some(elsewhere, SHOWN)));
    }
    List<String> several =
        pack.queries().values().stream()
            .filter(PackQuery::hasSeveralStatements)
            .map(PackQuery::name)
            .toList();
    if (!several.isEmpty()) {
      warn.accept(
          "%s: several statements in one query, whose rows osquery mixes and which built-in tables refuse: %s"
              .formatted(file, Phrases.some(several, SHOWN)));
    }
    return pack;
  }
}
