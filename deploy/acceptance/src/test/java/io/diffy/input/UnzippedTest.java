package io.diffy.input;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.replay.Zipped;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class UnzippedTest {
  private static final int MIB = 1 << 20;

  @Test
  void whatUnfoldsWithoutEndIsEnded() throws IOException {
    byte[] bomb = Zipped.zip(new byte[32 * MIB]);
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

    assertArrayEquals(random, unzipped(Zipped.zip(random)));
    assertArrayEquals(alike, unzipped(Zipped.zip(alike)));
    assertArrayEquals(random, unzipped(random));
    assertEquals(0, unzipped(new byte[0]).length);
  }

  private static byte[] unzipped(byte[] bytes) throws IOException {
    return Unzipped.of(new ByteArrayInputStream(bytes), MIB).readAllBytes();
  }
}
