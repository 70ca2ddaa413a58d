package io.diffy.processor.rules;

import io.diffy.schemas.Instance;
import java.util.ArrayList;
import java.util.List;

/**
 * Replaces text that differs between healthy hosts by a placeholder: the host's own names and
 * addresses, instance ids, availability zones, uuids, long hex runs, private IPv4 addresses,
 * numbers from 32768 up (pids, ephemeral ports, timestamps). One pass over the text without regular
 * expressions, so hostile text costs no more than its length.
 */
final class Masks {
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
  private static final int MAX_DIGITS = 18;
  private static final int[] UUID_GROUPS = {8, 4, 4, 4, 12};

  private final List<String> ownNames;

  private Masks(List<String> ownNames) {
    this.ownNames = ownNames;
  }

  /** The masks for what one instance says about itself. */
  static Masks of(Instance instance) {
    List<String> names = new ArrayList<>();
    add(names, instance.hostname());
    int dot = instance.hostname().indexOf('.');
    if (dot > 0) {
      add(names, instance.hostname().substring(0, dot));
    }
    add(names, instance.instanceId());
    add(names, instance.privateIp());
    return new Masks(List.copyOf(names));
  }

  private static void add(List<String> names, String name) {
    if (name.length() >= SHORTEST_OWN_NAME && !name.equals("localhost")) {
      names.add(name);
    }
  }

  String apply(String text) {
    String masked = DiskNames.masked(maskOwnNames(text));
    return hasDigit(masked) ? maskPatterns(unescapeDashes(masked)) : masked;
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

  /** An availability zone of AWS: {@code us-east-1a}, {@code us-gov-west-1b}. */
  private static int zoneEnd(String text, int i) {
    int at = lettersEnd(text, i);
    if (at != i + 2) {
      return i;
    }
    for (int parts = 0; parts < 2 && at < text.length() && text.charAt(at) == '-'; parts++) {
      int end = lettersEnd(text, at + 1);
      if (end == at + 1) {
        break;
      }
      at = end;
    }
    boolean zone =
        at > i + 2
            && at + 2 < text.length()
            && text.charAt(at) == '-'
            && isDigit(text.charAt(at + 1))
            && text.charAt(at + 2) >= 'a'
            && text.charAt(at + 2) <= 'f'
            && (at + 3 == text.length() || !isAlphanumeric(text.charAt(at + 3)));
    return zone ? at + 3 : i;
  }

  private static int lettersEnd(String text, int i) {
    int end = i;
    while (end < text.length() && text.charAt(end) >= 'a' && text.charAt(end) <= 'z') {
      end++;
    }
    return end;
  }

  private static boolean hasDigit(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isDigit(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /** systemd writes a dash inside a unit name as {@code \x2d}; uuids hide behind it. */
  private static String unescapeDashes(String text) {
    return text.contains("\\x2d") ? text.replace("\\x2d", "-") : text;
  }

  private static String maskPatterns(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      boolean wordStart = i == 0 || !isAlphanumeric(text.charAt(i - 1));
      int end = wordStart && isAlphanumeric(c) ? maskAt(text, i, out) : i;
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
  private static int maskAt(String text, int i, StringBuilder out) {
    int end = uuidEnd(text, i);
    if (end > i) {
      return mask(out, UUID, end);
    }
    end = zoneEnd(text, i);
    if (end > i) {
      return mask(out, ZONE, end);
    }
    end = prefixed(text, i, "i-", SHORTEST_HEX);
    if (end > i) {
      return mask(out, INSTANCE, end);
    }
    end = addressEnd(text, i, "ip-", '-');
    if (end > i) {
      return mask(out, HOST, end);
    }
    end = addressEnd(text, i, "", '.');
    if (end > i) {
      String address = text.substring(i, end);
      return mask(out, isPrivate(address) ? PRIVATE_IP : address, end);
    }
    return maskRun(text, i, out);
  }

  private static int mask(StringBuilder out, String placeholder, int end) {
    out.append(placeholder);
    return end;
  }

  /**
   * Masks a run of letters and digits that is a big number or long hex, with a short word in front
   * kept: {@code vol0ab…}.
   */
  private static int maskRun(String text, int i, StringBuilder out) {
    int end = i;
    int digits = 0;
    while (end < text.length() && isAlphanumeric(text.charAt(end))) {
      digits += isDigit(text.charAt(end)) ? 1 : 0;
      end++;
    }
    if (digits == end - i) {
      return isBig(text, i, end) ? mask(out, NUMBER, end) : copy(text, i, end, out);
    }
    int hex = end;
    while (hex > i && isHex(text.charAt(hex - 1))) {
      hex--;
    }
    if (digits > 0 && end - hex >= SHORTEST_HEX && mixes(text, hex, end)) {
      out.append(text, i, hex);
      return mask(out, HEX, end);
    }
    return copy(text, i, end, out);
  }

  private static int copy(String text, int from, int end, StringBuilder out) {
    out.append(text, from, end);
    return end;
  }

  private static boolean isBig(String text, int from, int end) {
    if (end - from > 5) {
      return true;
    }
    return end > from && number(text, from, end) >= EPHEMERAL;
  }

  private static boolean mixes(String text, int from, int end) {
    boolean digit = false;
    for (int i = from; i < end; i++) {
      digit |= isDigit(text.charAt(i));
    }
    return digit;
  }

  private static int uuidEnd(String text, int i) {
    int at = i;
    for (int g = 0; g < UUID_GROUPS.length; g++) {
      if (g > 0 && (at >= text.length() || text.charAt(at++) != '-')) {
        return i;
      }
      for (int n = 0; n < UUID_GROUPS[g]; n++) {
        if (at >= text.length() || !isHex(text.charAt(at++))) {
          return i;
        }
      }
    }
    return at < text.length() && isAlphanumeric(text.charAt(at)) ? i : at;
  }

  private static int prefixed(String text, int i, String prefix, int shortest) {
    if (!text.startsWith(prefix, i)) {
      return i;
    }
    int end = i + prefix.length();
    while (end < text.length() && isHex(text.charAt(end))) {
      end++;
    }
    boolean whole = end == text.length() || !isAlphanumeric(text.charAt(end));
    return whole && end - i - prefix.length() >= shortest ? end : i;
  }

  /** The end of four numbers 0..255 with a separator between them, behind a prefix. */
  private static int addressEnd(String text, int i, String prefix, char separator) {
    if (!text.startsWith(prefix, i)) {
      return i;
    }
    int at = i + prefix.length();
    for (int part = 0; part < 4; part++) {
      if (part > 0 && (at >= text.length() || text.charAt(at++) != separator)) {
        return i;
      }
      int from = at;
      while (at < text.length() && isDigit(text.charAt(at)) && at - from < 4) {
        at++;
      }
      if (at == from || at - from > 3 || number(text, from, at) > 255) {
        return i;
      }
    }
    boolean goesOn =
        at < text.length()
            && (isAlphanumeric(text.charAt(at))
                || (text.charAt(at) == separator
                    && at + 1 < text.length()
                    && isDigit(text.charAt(at + 1))));
    return goesOn ? i : at;
  }

  /** RFC 1918 and RFC 3927 addresses, of which each host of a group has its own. */
  private static boolean isPrivate(String address) {
    int dot = address.indexOf('.');
    long first = number(address, 0, dot);
    long second = number(address, dot + 1, address.indexOf('.', dot + 1));
    return first == 10
        || (first == 172 && second >= 16 && second < 32)
        || (first == 192 && second == 168)
        || (first == 169 && second == 254 && !address.equals("169.254.169.254"));
  }

  private static long number(String text, int from, int end) {
    return end - from > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(text, from, end, 10);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isHex(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  private static boolean isAlphanumeric(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
