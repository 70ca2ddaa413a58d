package io.diffy.agent.tables;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;

/** The lines of a text, of which only one is in memory. Invalid UTF-8 becomes U+FFFD. */
final class Lines {
  private static final int BLOCK = 8 * 1024;

  private Lines() {}

  /** Takes one line. */
  interface Step {
    void take(String line) throws IOException;
  }

  /**
   * Goes through the lines of a file that may be long, and without which nothing is known.
   *
   * @param meaning what its absence means
   */
  static void of(Root root, String path, String meaning, TableRows rows, Step step)
      throws IOException {
    Located file = root.at(path);
    int most = root.longest(file);
    try (InputStream in = root.open(file)) {
      if (each(in, most, step)) {
        rows.partial(path + " is longer than " + most + " bytes: only the start is read");
      }
    } catch (NoSuchFileException e) {
      throw new Unavailable(path + " does not exist: " + meaning);
    } catch (InterruptedIOException | TableRows.Full e) {
      throw e;
    } catch (IOException e) {
      throw Unavailable.explained(e, path);
    }
  }

  /**
   * Goes through the lines without their ends; a CR before the LF goes too, one elsewhere ends
   * nothing.
   *
   * @param most bytes are read
   * @return whether there are more
   */
  static boolean each(InputStream in, int most, Step step) throws IOException {
    byte[] block = new byte[Math.min(BLOCK, Math.max(1, most))];
    int held = 0;
    int left = most;
    while (left > 0) {
      int read = in.read(block, held, Math.min(block.length - held, left));
      if (read < 0) {
        break;
      }
      left -= read;
      int from = 0;
      for (int at = held; at < held + read; at++) {
        if (block[at] == '\n') {
          step.take(line(block, from, at));
          from = at + 1;
        }
      }
      held = held + read - from;
      System.arraycopy(block, from, block, 0, held);
      block = held == block.length ? Arrays.copyOf(block, 2 * held) : block;
    }
    step.take(line(block, 0, held));
    return left == 0 && in.read() >= 0;
  }

  private static String line(byte[] bytes, int from, int end) {
    boolean carriageReturn = end > from && bytes[end - 1] == '\r';
    int length = (carriageReturn ? end - 1 : end) - from;
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }
}
