package io.diffy.schemas.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** What ships in a jar. */
public final class Resource {
  private Resource() {}

  /** A text in UTF-8: {@code name} lies beside the class, or where its path says. */
  public static String text(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      Objects.requireNonNull(in, () -> name + " is not on the class path; the jar is damaged");
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " can't be read; the jar is damaged", e);
    }
  }
}
