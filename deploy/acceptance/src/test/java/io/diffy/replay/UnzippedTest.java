package io.diffy.replay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

final class UnzippedTest {
  private static final int MIB = 1 << 20;

  @Test
  void whatUnfoldsWithoutEndIsEnded() throws IOException {
    byte[] bomb = zipped(new byte[32 * MIB]);
    assertTrue(bomb.length < 32 * MIB / Unzipped.MOST, "a bomb: " + bomb.length);

    InputStream in = Unzipped.of(new ByteArrayInputStream(bomb), MIB);

    IOException ended = assertThrows(IOException.class, in::readAllBytes);
    assertTrue(ended.getMessage().startsWith("it unfolds to more than 200 times its size"));
  }

  @Test
  void whatUnfoldsALittleOrIsSmallIsRead() throws IOException {
    byte[] random = new byte[3 * MIB];
    new Random(7).nextBytes(random);
    byte[] alike = new byte[MIB];

    assertArrayEquals(random, unzipped(zipped(random)));
    assertArrayEquals(alike, unzipped(zipped(alike)));
    assertArrayEquals(random, unzipped(random));
    assertEquals(0, unzipped(new byte[0]).length);
  }

  private static byte[] unzipped(byte[] bytes) throws IOException {
    return Unzipped.of(new ByteArrayInputStream(bytes), MIB).readAllBytes();
  }

  private static byte[] zipped(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return zipped.toByteArray();
  }
}
