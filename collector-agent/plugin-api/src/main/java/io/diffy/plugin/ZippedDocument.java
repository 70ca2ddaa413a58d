package io.diffy.plugin;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Documents with gzip, for {@link PersistencePlugin}s that keep them so. */
public final class ZippedDocument {
  /**
   * The most a document may unfold to, in bytes: whoever can write to where it is kept must not be
   * able to fill this process's memory.
   */
  public static final int MOST_BYTES = 1 << 30;

  private ZippedDocument() {}

  /** The document, zipped. */
  public static byte[] zip(byte[] document) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return zipped.toByteArray();
  }

  /**
   * The document that was zipped.
   *
   * @param name of the document, for a person
   * @throws PluginFailure when it is bigger than {@link #MOST_BYTES}
   * @throws IOException when this is no gzip, or not whole
   */
  public static byte[] unzip(byte[] zipped, String name) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
      byte[] document = in.readNBytes(MOST_BYTES);
      if (in.read() >= 0) {
        throw new PluginFailure(name + " unfolds to more than " + MOST_BYTES + " bytes");
      }
      return document;
    }
  }
}
