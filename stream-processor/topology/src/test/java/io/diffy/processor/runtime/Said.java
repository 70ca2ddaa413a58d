package io.diffy.processor.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is logged meanwhile, each line as its level and its words. */
final class Said implements AutoCloseable {
  private static final Pattern LINE = Pattern.compile(".*?(INFO|WARN|ERROR) \\S+ - (.*)");

  static {
    // Before the first logger exists; where nothing says otherwise this is so anyway.
    System.setProperty("org.slf4j.simpleLogger.log.io.diffy.processor.runtime", "info");
  }

  private final PrintStream before = System.err;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  Said() {
    System.setErr(new PrintStream(written, true, UTF_8));
  }

  /** Since the last call. */
  List<String> lines() {
    List<String> lines =
        written
            .toString(UTF_8)
            .lines()
            .map(LINE::matcher)
            .filter(Matcher::matches)
            .map(line -> line.group(1) + " " + line.group(2))
            .toList();
    written.reset();
    return lines;
  }

  @Override
  public void close() {
    System.setErr(before);
  }
}
