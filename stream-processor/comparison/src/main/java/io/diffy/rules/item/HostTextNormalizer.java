package io.diffy.rules.item;

import io.diffy.schemas.Instance;
import java.util.ArrayList;
import java.util.List;

/**
 * Replaces text that differs between healthy hosts by a placeholder: the host's own names and
 * addresses, instance ids, availability zones, uuids, long hex runs, private IPv4 addresses,
 * numbers from 32768 up (pids, ephemeral ports, timestamps). One pass over the text without regular
 * expressions, so hostile text costs no more than its length.
 *
 * <p>That a text differs between hosts is a hypothesis for all but the host's own names, zones and
 * short numbers: {@link #exact} leaves those texts as they are, for the peers to confirm.
 */
final class HostTextNormalizer {
  static final String SELF = "<self>";
  static final String HOST = "<host>";
  static final String INSTANCE = "<instance-id>";
  static final String UUID = "<uuid>";
  static final String ZONE = "<zone>";
  static final String HEX = "<hex>";
  static final String NUMBER = "<n>";
  static final String PRIVATE_IP = "<private-ip>";

  /**
   * Lowest port Linux hands out by itself (net.ipv4.ip_local_port_range); pids are rarely below it
   * on busy hosts.
   */
  static final int EPHEMERAL = 32768;

  private static final int SHORTEST_OWN_NAME = 4;
  private static final int SHORTEST_HEX = 8;

  private static final String PROC = "/proc/";

  /** More digits are no pid and no port. */
  private static final int MOST_DIGITS_OF_PID = 5;

  private final List<String> ownNames;
  private boolean left;

  private HostTextNormalizer(List<String> ownNames) {
    this.ownNames = ownNames;
  }

  /** The masks for what one instance says about itself. */
  static HostTextNormalizer of(Instance instance) {
    List<String> names = new ArrayList<>();
    add(names, instance.hostname());
    int dot = instance.hostname().indexOf('.');
    if (dot > 0) {
      add(names, instance.hostname().substring(0, dot));
    }
    add(names, instance.instanceId());
    add(names, instance.privateIp());
    return new HostTextNormalizer(List.copyOf(names));
  }

  private static void add(List<String> names, String name) {
    if (name.length() >= SHORTEST_OWN_NAME && !name.equals("localhost")) {
      names.add(name);
    }
  }

  String apply(String text) {
    return apply(text, true);
  }

  /** The text with only that masked which is the host's own whatever its peers show. */
  String exact(String text) {
    return apply(text, false);
  }

  /** Whether a name of the host's own stands in a text. */
  boolean isNamedIn(String text) {
    for (String name : ownNames) {
      if (text.contains(name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether an exact text had something in it that {@link #apply} masks; then forgets it. */
  boolean leftSomething() {
    boolean was = left;
    left = false;
    return was;
  }

  private String apply(String text, boolean all) {
    String masked = DiskNames.masked(maskOwnNames(text));
    return hasDigit(masked) ? maskPatterns(unescapeDashes(masked), all) : masked;
  }

  private String maskOwnNames(String text) {
    if (text.length() < SHORTEST_OWN_NAME) {
      return text;
    }
    String masked = text;
    for (String name : ownNames) {
      if (masked.contains(name)) {
        masked = replaceWords(masked, name);
      }
    }
    return masked;
  }

  /**
   * Replaces {@code name} where it stands as a word of its own: {@code web} must not eat {@code
   * webhook}.
   */
  private static String replaceWords(String text, String name) {
    StringBuilder out = new StringBuilder(text.length());
    int from = 0;
    for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
      int end = at + name.length();
      boolean word =
          at >= from
              && (at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)))
              && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)));
      if (word) {
        out.append(text, from, at).append(SELF);
        from = end;
      }
    }
    return out.append(text, from, text.length()).toString();
  }

  private static boolean hasDigit(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (TextShapes.isDigit(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /** systemd writes a dash inside a unit name as {@code \x2d}; uuids hide behind it. */
  private static String unescapeDashes(String text) {
    return text.contains("\\x2d") ? text.replace("\\x2d", "-") : text;
  }

  private String maskPatterns(String text, boolean all) {
    StringBuilder out = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      boolean wordStart = i == 0 || !TextShapes.isAlphanumeric(text.charAt(i - 1));
      int end = wordStart && TextShapes.isAlphanumeric(c) ? maskAt(text, i, all, out) : i;
      if (end > i) {
        i = end;
      } else {
        out.append(c);
        i++;
      }
    }
    return out.toString();
  }

  /**
   * Appends the placeholder for what starts at {@code i} and returns its end, or {@code i} when
   * nothing is masked.
   */
  private int maskAt(String text, int i, boolean all, StringBuilder out) {
    int run = runEnd(text, i);
    char next = run < text.length() ? text.charAt(run) : ' ';
    if (next == '-') {
      int end = TextShapes.uuidEnd(text, i);
      if (end > i) {
        return confirmable(text, i, end, all ? UUID : null, out);
      }
      end = TextShapes.zoneEnd(text, i);
      if (end > i) {
        return mask(out, ZONE, end);
      }
      end = TextShapes.prefixed(text, i, "i-", SHORTEST_HEX);
      if (end > i) {
        return confirmable(text, i, end, all ? INSTANCE : null, out);
      }
      end = TextShapes.addressEnd(text, i, "ip-", '-');
      if (end > i) {
        return confirmable(text, i, end, all ? HOST : null, out);
      }
    } else if (next == '.') {
      int end = TextShapes.addressEnd(text, i, "", '.');
      if (end > i) {
        return TextShapes.isPrivate(text.substring(i, end))
            ? confirmable(text, i, end, all ? PRIVATE_IP : null, out)
            : copy(text, i, end, out);
      }
    }
    return maskRun(text, i, run, all, out);
  }

  private static int mask(StringBuilder out, String placeholder, int end) {
    out.append(placeholder);
    return end;
  }

  /** Masks what the peers must confirm; null leaves it, and notes that. */
  private int confirmable(String text, int from, int end, String placeholder, StringBuilder out) {
    if (placeholder != null) {
      return mask(out, placeholder, end);
    }
    left = true;
    return copy(text, from, end, out);
  }

  /**
   * Masks a run of letters and digits that is a big number or long hex, with a short word in front
   * kept: {@code vol0ab…}.
   */
  private int maskRun(String text, int i, int end, boolean all, StringBuilder out) {
    int digits = 0;
    for (int at = i; at < end; at++) {
      digits += TextShapes.isDigit(text.charAt(at)) ? 1 : 0;
    }
    if (digits > MOST_DIGITS_OF_PID && digits == end - i) {
      // One host's hexadecimal name in forty has no letter.
      String placeholder = digits < SHORTEST_HEX ? NUMBER : HEX;
      return confirmable(text, i, end, all ? placeholder : null, out);
    }
    if (digits == end - i) {
      return isBig(text, i, end) || isPid(text, i, end)
          ? mask(out, NUMBER, end)
          : copy(text, i, end, out);
    }
    int hex = end;
    while (hex > i && TextShapes.isHex(text.charAt(hex - 1))) {
      hex--;
    }
    if (digits > 0 && end - hex >= SHORTEST_HEX && mixes(text, hex, end)) {
      out.append(text, i, hex);
      return confirmable(text, hex, end, all ? HEX : null, out);
    }
    return copy(text, i, end, out);
  }

  private static int runEnd(String text, int from) {
    int end = from;
    while (end < text.length() && TextShapes.isAlphanumeric(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static int copy(String text, int from, int end, StringBuilder out) {
    out.append(text, from, end);
    return end;
  }

  /** As of a pid file, {@code agent-7466.pid}, or of a folder in /proc; small pids are pids too. */
  private static boolean isPid(String text, int from, int end) {
    return text.startsWith(".pid", end)
        || (from >= PROC.length() && text.startsWith(PROC, from - PROC.length()));
  }

  private static boolean isBig(String text, int from, int end) {
    return end > from && TextShapes.number(text, from, end) >= EPHEMERAL;
  }

  private static boolean mixes(String text, int from, int end) {
    boolean digit = false;
    for (int i = from; i < end; i++) {
      digit |= TextShapes.isDigit(text.charAt(i));
    }
    return digit;
  }
}
