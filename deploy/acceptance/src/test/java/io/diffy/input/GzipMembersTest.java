package io.diffy.input;

import static io.diffy.replay.Zipped.concat;
import static io.diffy.replay.Zipped.zip;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class GzipMembersTest {

  @Test
  void allMembersAreReadHoweverTheyCome() throws IOException {
    byte[] one = random(70_000);
    byte[] two = random(3);
    byte[] all = concat(concat(zip(one), zip(new byte[0])), zip(two));

    assertArrayEquals(concat(one, two), new GzipMembers(stream(all)).readAllBytes());
    assertArrayEquals(concat(one, two), new GzipMembers(drops(all)).readAllBytes());
    assertArrayEquals(one, new GzipMembers(stream(concat(zip(one), new byte[999]))).readAllBytes());
  }

  @Test
  void everyFieldOfAHeadIsSkipped() throws IOException {
    byte[] plain = zip("hello".getBytes(UTF_8));
    ByteArrayOutputStream named = new ByteArrayOutputStream();
    named.write(new byte[] {0x1f, (byte) 0x8b, 8, 4 + 8 + 16 + 2, 0, 0, 0, 0, 0, 0});
    named.write(new byte[] {2, 0, 'x', 'y', 'a', '.', 'l', 'o', 'g', 0, 'c', 0, 1, 1});
    named.write(plain, 10, plain.length - 10);

    assertEquals(
        "hello", new String(new GzipMembers(stream(named.toByteArray())).readAllBytes(), UTF_8));
  }

  /** Wherever a file is cut or a byte is wrong: never less than all without a word. */
  @Test
  void noDamageGoesUnsaidAndWhatCameBeforeIsGiven() throws IOException {
    byte[] text = "{\"asg\":\"web\"}\n".repeat(40).getBytes(UTF_8);
    byte[] whole = concat(zip(text), zip(text));
    int second = whole.length / 2;
    for (int at = 1; at < whole.length; at++) {
      if (at != second) {
        assertDamaged(text, Arrays.copyOf(whole, at), at > second);
      }
    }
    Random random = new Random(7);
    for (int tries = 0; tries < 300; tries++) {
      int at = random.nextInt(whole.length);
      byte[] wrong = whole.clone();
      wrong[at] ^= (byte) (1 << random.nextInt(8));
      boolean unimportant = at % second >= 3 && at % second < 10;
      if (!unimportant) {
        assertDamaged(text, wrong, at >= second);
      }
    }
    assertDamaged(text, concat(zip(text), "rubbish".getBytes(UTF_8)), true);
  }

  private static void assertDamaged(byte[] text, byte[] bytes, boolean firstIsWhole) {
    GzipMembers members = new GzipMembers(stream(bytes));
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    byte[] buffer = new byte[100];
    DamagedInput damage =
        assertThrows(
            DamagedInput.class,
            () -> {
              for (int n = members.read(buffer); n >= 0; n = members.read(buffer)) {
                read.write(buffer, 0, n);
              }
            });
    assertThrows(DamagedInput.class, members::read, "and again");
    assertTrue(damage.getMessage().startsWith("byte "), damage.getMessage());
    if (firstIsWhole) {
      assertArrayEquals(text, Arrays.copyOf(read.toByteArray(), text.length));
    }
  }

  /** Gives one byte at a time and says that none is there, as a pipe may. */
  private static InputStream drops(byte[] bytes) {
    return new InputStream() {
      private int at;

      @Override
      public int read() {
        return at < bytes.length ? bytes[at++] & 0xff : -1;
      }

      @Override
      public int read(byte[] to, int offset, int length) {
        int next = read();
        to[offset] = (byte) next;
        return next < 0 ? -1 : 1;
      }
    };
  }

  private static InputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
