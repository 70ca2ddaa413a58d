package io.diffy.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process says, as lines for people or as one JSON object for each line: what its commands
 * say, what they log, and what the libraries below them log.
 */
public final class LogLines extends OutputStream {
  private static final Pattern LOGGED =
      Pattern.compile("(?:[0-9:.]+ )?(TRACE|DEBUG|INFO|WARN|ERROR) (\\S+) - (.*)", Pattern.DOTALL);
  private static final Pattern TRACE =
      Pattern.compile("(\\s+(at |\\.\\.\\. ).*|Caused by: .*|[\\w.$]+(Exception|Error)(: .*)?)");
  private static final Pattern RECORD =
      Pattern.compile("([A-Za-z0-9._-]{1,249})-([0-9]{1,9}) offset ([0-9]{1,18})");
  private static final String COMPLAINT = "diffy: ";

  private static volatile boolean json;

  private final OutputStream out;
  private final Clock clock;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private String level = "info";

  LogLines(OutputStream out, Clock clock) {
    this.out = out;
    this.clock = clock;
  }

  /** The same stream, which {@link #asJson} changes. */
  public static PrintStream over(OutputStream out) {
    return new PrintStream(new LogLines(out, Clock.systemUTC()), true, UTF_8);
  }

  /** From now on each line is an object, on all streams of this process. */
  public static void asJson(boolean wanted) {
    json = wanted;
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) throws IOException {
    if (!json) {
      out.write(bytes, from, length);
      return;
    }
    for (int i = from; i < from + length; i++) {
      if (bytes[i] == '\n') {
        out.write(object(line.toString(UTF_8)).getBytes(UTF_8));
        line.reset();
      } else if (bytes[i] != '\r') {
        line.write(bytes[i]);
      }
    }
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  private String object(String text) {
    if (text.isBlank()) {
      return "";
    }
    ObjectNode object = Json.mapper().createObjectNode();
    object.put("time", clock.instant().toString());
    Matcher logged = LOGGED.matcher(text);
    String message = text;
    if (logged.matches()) {
      level = logged.group(1).toLowerCase(Locale.ROOT);
      object.put("level", level).put("logger", logged.group(2));
      message = logged.group(3);
    } else if (TRACE.matcher(text).matches()) {
      // Of what was logged right before.
      object.put("level", level).put("trace", true);
    } else {
      level = text.startsWith(COMPLAINT) ? "warn" : "info";
      object.put("level", level);
      message = text.startsWith(COMPLAINT) ? text.substring(COMPLAINT.length()) : text;
    }
    object.put("message", message.strip());
    Matcher record = RECORD.matcher(message);
    if (record.find()) {
      object.put("topic", record.group(1));
      object.put("partition", Integer.parseInt(record.group(2)));
      object.put("offset", Long.parseLong(record.group(3)));
    }
    return object + "\n";
  }
}
