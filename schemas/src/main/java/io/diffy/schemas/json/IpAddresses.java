package io.diffy.schemas.json;

import java.util.regex.Pattern;

/** What is an IP address: OCSF refuses events in which an {@code ip} is none. */
final class IpAddresses {
  private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern V4 = Pattern.compile("(" + OCTET + "\\.){3}" + OCTET);
  private static final Pattern V6_GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");
  private static final int LONGEST = 39;
  private static final int V6_GROUPS = 8;
  private static final int NEVER = 100;

  private IpAddresses() {}

  static boolean isIp(String text) {
    return text.length() <= LONGEST && (V4.matcher(text).matches() || isV6(text));
  }

  private static boolean isV6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text, true) == V6_GROUPS;
    }
    return groups(text.substring(0, gap), false) + groups(text.substring(gap + 2), true)
        < V6_GROUPS;
  }

  /** How many 16-bit groups the text spells; an IPv4 address at the end counts as two. */
  private static int groups(String text, boolean atEnd) {
    if (text.isEmpty()) {
      return 0;
    }
    String[] groups = text.split(":", -1);
    int last = groups.length - 1;
    for (int i = 0; i < last; i++) {
      if (!V6_GROUP.matcher(groups[i]).matches()) {
        return NEVER;
      }
    }
    if (V6_GROUP.matcher(groups[last]).matches()) {
      return groups.length;
    }
    return atEnd && V4.matcher(groups[last]).matches() ? groups.length + 1 : NEVER;
  }
}
