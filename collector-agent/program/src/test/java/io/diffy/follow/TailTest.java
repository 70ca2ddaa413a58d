package io.diffy.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.diffy.input.LineSplitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each poll stands for a look at the file some time later: no test needs to wait. */
final class TailTest {
  @TempDir private Path folder;
  private Path log;
  private Path rotated;
  private Tail tail;
  private final List<String> lines = new ArrayList<>();

  @BeforeEach
  void open() {
    log = folder.resolve("osqueryd.results.log");
    rotated = folder.resolve("osqueryd.results.log.1");
    tail = new Tail(log, (number, line) -> lines.add(number + " " + new String(line, UTF_8)));
  }

  @AfterEach
  void close() throws IOException {
    tail.close();
  }

  @Test
  void readsWhatIsThereAndThenWhatComes() throws IOException {
    append(log, "a\nb\n");
    assertRead("1 a", "2 b");
    append(log, "c\n");
    assertRead("3 c");
  }

  @Test
  void waitsForTheRestOfALine() throws IOException {
    append(log, "a\nhal");
    assertRead("1 a");
    append(log, "f\n");
    assertRead("2 half");
  }

  @Test
  void waitsForTheFileToExist() throws IOException {
    assertRead();
    append(log, "a\n");
    assertRead("1 a");
  }

  @Test
  void goesOnWithTheNewFileAfterARename() throws IOException {
    append(log, "a\n");
    assertRead("1 a");
    Files.move(log, rotated);
    append(log, "b\n");
    assertRead("1 b");
    append(log, "c\n");
    assertRead("2 c");
  }

  @Test
  void losesNothingThatWasWrittenAroundTheRename() throws IOException {
    append(log, "a\n");
    assertRead("1 a");
    append(log, "before\n");
    Files.move(log, rotated);
    append(rotated, "after\n");
    Files.createFile(log);
    assertRead("2 before", "3 after");
    append(rotated, "the writer has not noticed yet\n");
    assertRead("4 the writer has not noticed yet");
    append(rotated, "its last words\n");
    append(log, "b\n");
    assertRead("5 its last words", "1 b");
  }

  @Test
  void survivesAFileThatIsDeletedAndMadeAgain() throws IOException {
    append(log, "a\n");
    assertRead("1 a");
    Files.delete(log);
    assertRead();
    append(log, "b\n");
    assertRead("1 b");
  }

  @Test
  void startsAgainWhenTheFileWasCut() throws IOException {
    append(log, "one\ntwo\n");
    assertRead("1 one", "2 two");
    Files.writeString(log, "");
    assertRead();
    append(log, "three\n");
    assertRead("1 three");
  }

  @Test
  void anUnfinishedLineOfAReplacedFileIsALine() throws IOException {
    append(log, "a\nhal");
    assertRead("1 a");
    Files.move(log, rotated);
    append(log, "b\n");
    assertRead("2 hal", "1 b");
  }

  @Test
  void aLineWithoutEndIsCut() throws IOException {
    List<Integer> lengths = new ArrayList<>();
    LineSplitter splitter = new LineSplitter((number, line) -> lengths.add(line.length));
    byte[] piece = new byte[1 << 20];
    for (int i = 0; i < 20; i++) {
      splitter.feed(piece, piece.length);
    }
    splitter.feed("\nshort\n".getBytes(UTF_8), 7);
    assertEquals(List.of(LineSplitter.LONGEST, 5), lengths);
  }

  private void assertRead(String... expected) throws IOException {
    lines.clear();
    for (int looks = 0; looks < 10; looks++) {
      if (!tail.poll()) {
        assertEquals(List.of(expected), lines);
        return;
      }
    }
    fail("it never comes to rest: " + lines);
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
