package io.diffy.schemas.packfile;

import io.diffy.schemas.pack.Pack;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads osquery's pack format, Fleet's YAML, and the packs and schedule of an {@code osquery.conf}
 * (https://osquery.readthedocs.io/en/stable/deployment/configuration/). What this project adds
 * stands per query under {@code diffy}; osquery ignores it.
 */
public final class PackReader {
  /** osquery's own limit for a configuration. */
  static final int MAX_BYTES = 4 * 1024 * 1024;

  private PackReader() {}

  /**
   * Reads a pack, an osquery.conf or Fleet's YAML; packs a config names by path are read too. What
   * osquery would leave out is left out, and said.
   */
  public static Packs read(Path file) throws IOException {
    return read(file, NamedFiles.NONE);
  }

  /**
   * The same for who wants something asked.
   *
   * @throws MalformedPack also when there is no query that can be asked
   */
  public static Packs readSome(Path file) throws IOException {
    return some(file.toString(), read(file));
  }

  private static Packs some(String file, Packs packs) throws MalformedPack {
    if (packs.all().stream().allMatch(pack -> pack.queries().isEmpty())) {
      throw new MalformedPack(
          packs.warnings().stream()
              .findFirst()
              .orElse(
                  file
                      + ": holds no query; a pack is {\"queries\": {\"name\": {\"query\": \"SELECT …\"}}}, a config has"
                      + " \"schedule\" or \"packs\""));
    }
    return packs;
  }

  /** The same of a file that others name. */
  static Packs read(Path file, NamedFiles by) throws IOException {
    NamedFiles inside = by.inside(file);
    try (InputStream in = Files.newInputStream(file)) {
      return read(file.toString(), in, inside);
    }
  }

  /**
   * Reads all queries of a file as one pack.
   *
   * @throws MalformedPack also when there is none that can be asked
   */
  public static Pack readOne(Path file) throws IOException {
    return readSome(file).merged(nameOf(file.toString()));
  }

  /** Reads one pack that ships inside a jar, and has to be right; {@code name} is its file. */
  static Pack readOne(String name, InputStream in) throws IOException {
    Packs packs = some(name, read(name, in, NamedFiles.NONE));
    if (!packs.warnings().isEmpty()) {
      throw new MalformedPack(packs.warnings().get(0));
    }
    return packs.merged(nameOf(name));
  }

  private static Packs read(String name, InputStream in, NamedFiles files) throws IOException {
    String text = text(name, in);
    return FleetPacks.isYaml(name, text)
        ? new FleetPacks(name, files).read(text)
        : new PackFile(name, text, files).read();
  }

  /** Without the mark that Windows puts at the start. */
  static String text(String name, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new MalformedPack(
          name + ": more than " + MAX_BYTES + " bytes, osquery's own limit; split the pack");
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf('\0') >= 0) {
      throw new MalformedPack(name + ": is no UTF-8; of UTF-16 make it: iconv -f UTF-16 -t UTF-8");
    }
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  /** The file's name without its folder and ending, as osquery users name packs. */
  static String nameOf(String file) {
    String name = file.substring(file.lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /** Files that include each other: osquery would not end either. */
  static final class CyclicPack extends MalformedPack {
    @Serial private static final long serialVersionUID = 1L;

    CyclicPack(String message) {
      super(message);
    }
  }
}
