package io.diffy.schemas.packfile;

import io.diffy.schemas.pack.Pack;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The packs that ship with this project, by the words that stand for them on the command line. */
public final class ShippedPacks {
  /** What attackers touch: asked all the time. */
  public static final String TRIAGE = "triage";

  /** What costs more: asked daily, or on demand. */
  public static final String DEEP = "deep";

  /** Each read once; packs can't be changed. */
  private static final ConcurrentMap<String, Pack> READ = new ConcurrentHashMap<>();

  private ShippedPacks() {}

  /** A pack by its word; empty for any other. */
  public static Optional<Pack> named(String word) {
    return List.of(TRIAGE, DEEP).contains(word) ? Optional.of(load(word)) : Optional.empty();
  }

  /** What the queries of all of them mean; no two have a query of one name. */
  public static Pack all() {
    return READ.computeIfAbsent(
        "", none -> new Packs(List.of(read(TRIAGE), read(DEEP)), List.of()).merged("linux-triage"));
  }

  static Pack load(String word) {
    return READ.computeIfAbsent(word, ShippedPacks::read);
  }

  private static Pack read(String word) {
    String resource = "/packs/linux-" + word + ".conf";
    try (InputStream in = ShippedPacks.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not on the class path; the jar is damaged");
      }
      return PackReader.readOne(resource, in);
    } catch (IOException e) {
      throw new UncheckedIOException("the shipped pack can't be read", e);
    }
  }
}
