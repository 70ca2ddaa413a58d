package io.diffy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.terminal.Screen;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;

/** Commands typed one after the other in this JVM, and what they wrote together. */
public abstract class TypedCommands {
  protected final ByteArrayOutputStream out = new ByteArrayOutputStream();
  protected final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** Runs one; returns its exit code. */
  protected int run(Map<String, String> environment, String... arguments) {
    return Diffy.run(environment, screen(), arguments);
  }

  protected Screen screen() {
    return Screen.plain(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  protected static String text(ByteArrayOutputStream stream) {
    return stream.toString(UTF_8);
  }
}
