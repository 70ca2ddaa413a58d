package io.diffy.schemas.packfile;

import io.diffy.schemas.pack.Pack;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The pack that ships with this project: what attackers touch on a Linux host. */
public final class TriagePack {
  private static final String RESOURCE = "/packs/linux-triage.conf";

  private static Pack pack;

  private TriagePack() {}

  /** Read once; it can't be changed. */
  public static synchronized Pack load() {
    if (pack == null) {
      pack = read();
    }
    return pack;
  }

  private static Pack read() {
    try (InputStream in = TriagePack.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is not on the class path; the jar is damaged");
      }
      return PackReader.readOne(RESOURCE, in);
    } catch (IOException e) {
      throw new UncheckedIOException("the shipped pack can't be read", e);
    }
  }
}
