package io.diffy.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where a command writes: results to {@code out}, everything else to {@code err}.
 *
 * @param out for results
 * @param err for progress, hints and errors
 * @param width columns a table may take
 * @param colour whether {@code out} may be coloured
 * @param outIsTty whether a person reads {@code out} as it comes
 * @param errIsTty whether a line on {@code err} may be drawn again
 */
public record Screen(
    PrintStream out,
    PrintStream err,
    int width,
    boolean colour,
    boolean outIsTty,
    boolean errIsTty) {

  private static final int DEFAULT_WIDTH = 120;
  private static final int NARROWEST = 60;
  private static final int WIDEST = 1000;

  /** Whether a person can answer. */
  public boolean inIsTty() {
    return outIsTty && Tty.is(Tty.STDIN);
  }

  /** This process's own outputs, UTF-8 whatever the locale says. */
  public static Screen ofProcess(Map<String, String> environment) {
    boolean outIsTty = Tty.is(Tty.STDOUT);
    return new Screen(
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        width(environment.get("COLUMNS")),
        outIsTty && mayColour(environment),
        outIsTty,
        Tty.is(Tty.STDERR));
  }

  /** Two streams that nobody watches: no colour, nothing drawn twice. */
  public static Screen plain(PrintStream out, PrintStream err) {
    return new Screen(out, err, DEFAULT_WIDTH, false, false, false);
  }

  /** The same, written by these. */
  public Screen on(PrintStream newOut, PrintStream newErr) {
    return new Screen(newOut, newErr, width, colour, outIsTty, errIsTty);
  }

  /**
   * A line of the results. Here and in the two below, what hosts chose is made harmless.
   *
   * @param arguments of the text, which is a format where there are any
   */
  public void say(String text, Object... arguments) {
    out.println(line(text, arguments));
  }

  /** Words for a person among the results: all of them, broken at spaces to the width. */
  public void tell(String text, Object... arguments) {
    String here = null;
    for (String word : line(text, arguments).split(" ", -1)) {
      String longer = here == null ? word : here + " " + word;
      boolean full = here != null && !here.isBlank() && Terminal.width(longer) > width;
      if (full) {
        out.println(here);
      }
      here = full ? word : longer;
    }
    out.println(here);
  }

  /** A line for a person, beside the results. */
  public void note(String text, Object... arguments) {
    err.println(line(text, arguments));
  }

  /** A line about something that went wrong. */
  public void warn(String text, Object... arguments) {
    note("diffy: " + line(text, arguments));
  }

  /** The same, for what is said beside the results where a program reads those. */
  public Screen aside() {
    return new Screen(err, err, width, false, errIsTty, errIsTty);
  }

  private static String line(String text, Object... arguments) {
    return Terminal.safe(arguments.length == 0 ? text : text.formatted(arguments));
  }

  private static boolean mayColour(Map<String, String> environment) {
    return environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !"dumb".equals(environment.get("TERM"));
  }

  private static int width(String columns) {
    if (columns == null || !columns.matches("[0-9]{1,4}")) {
      return DEFAULT_WIDTH;
    }
    return Math.max(NARROWEST, Math.min(WIDEST, Integer.parseInt(columns)));
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
