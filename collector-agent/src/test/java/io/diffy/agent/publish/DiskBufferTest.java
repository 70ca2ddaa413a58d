package io.diffy.agent.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.agent.publish.DiskBuffer.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskBufferTest {
  private static final long ROOMY = 1 << 30;

  @TempDir Path folder;

  @Test
  void whatIsKeptOutlivesTheProcessInItsOrder() throws Exception {
    append(new DiskBuffer(folder, ROOMY), "a", "b");
    DiskBuffer next = new DiskBuffer(folder, ROOMY);
    append(next, "c");

    assertEquals(3, next.records());
    assertEquals(List.of("a", "b", "c"), sent(next));
    assertTrue(next.isEmpty());
    assertEquals(0, files());
  }

  @Test
  void whatIsNotSaidToBeSentIsGivenAgain() throws Exception {
    DiskBuffer buffer = new DiskBuffer(folder, ROOMY);
    append(buffer, "a");

    assertEquals(List.of("a"), texts(buffer.oldest()));
    append(buffer, "b");
    assertEquals(List.of("a"), texts(buffer.oldest()), "what came meanwhile has a file of its own");
    assertEquals(List.of("a", "b"), sent(buffer));
  }

  @Test
  void theOldestGoForTheNewestAndAreCounted() throws Exception {
    DiskBuffer buffer = new DiskBuffer(folder, 5 << 20);
    Random random = new Random(1);
    long gone = 0;
    for (int i = 0; i < 10; i++) {
      byte[] value = new byte[1 << 20];
      random.nextBytes(value);
      value[0] = (byte) i;
      gone += buffer.append(new Entry(new byte[0], value));
    }

    assertEquals(10 - gone, buffer.records());
    assertTrue(bytes() <= 5 << 20, "takes " + bytes());
    assertEquals((byte) gone, buffer.oldest().get(0).value()[0]);
  }

  @Test
  void whatIsBeingSentStaysWhenItIsFull() throws Exception {
    DiskBuffer buffer = new DiskBuffer(folder, 100);
    append(buffer, "first");
    List<Entry> sending = buffer.oldest();
    long gone = 0;
    for (int i = 0; i < 9; i++) {
      gone += buffer.append(entry("later " + i));
    }

    assertTrue(gone > 0);
    assertEquals(texts(sending), texts(buffer.oldest()));
    assertEquals(10 - gone, buffer.records());
  }

  @Test
  void aRecordThatWasNotWrittenToItsEndIsNone() throws Exception {
    append(new DiskBuffer(folder, ROOMY), "whole", "cut");
    Path file = folder.resolve("0000000000000000.kept");
    byte[] all = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(all, all.length - 3));

    DiskBuffer next = new DiskBuffer(folder, ROOMY);
    append(next, "later");
    assertEquals(List.of("whole", "later"), sent(next));
  }

  @Test
  void aFileOfSomebodyElseIsNotTouched() throws Exception {
    Path other = Files.writeString(folder.resolve("letters.kept"), "a");

    assertThrows(IOException.class, () -> new DiskBuffer(folder, ROOMY));
    assertTrue(Files.exists(other));
  }

  @Test
  void itsFolderIsItsUsersAlone() throws Exception {
    Path made = folder.resolve("a/b");
    append(new DiskBuffer(made, ROOMY), "secret");

    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
    assertFalse(new DiskBuffer(made, ROOMY).isEmpty());
  }

  private static void append(DiskBuffer buffer, String... values) throws IOException {
    for (String value : values) {
      assertEquals(0, buffer.append(entry(value)));
    }
  }

  private static Entry entry(String value) {
    return new Entry("web".getBytes(UTF_8), value.getBytes(UTF_8));
  }

  private static List<String> sent(DiskBuffer buffer) throws Exception {
    List<String> sent = new ArrayList<>();
    while (!buffer.isEmpty()) {
      sent.addAll(texts(buffer.oldest()));
      buffer.sent();
    }
    return sent;
  }

  private static List<String> texts(List<Entry> entries) {
    return entries.stream().map(entry -> new String(entry.value(), UTF_8)).toList();
  }

  private long files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  private long bytes() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
