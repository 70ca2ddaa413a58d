package io.diffy.osquerylog;

import io.diffy.schemas.Instance;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a line that was cut still says of itself: whose answer now lacks something.
 *
 * @param host {@code hostIdentifier}
 * @param query the name it was scheduled by
 */
record LineRemains(String host, String query, long unixTime, Map<String, String> fields) {
  private static final int LOOKED_AT = 1 << 16;

  private static final Pattern FIELD =
      Pattern.compile(
          "\"(name|hostIdentifier|unixTime|calendarTime|instance_id|asg|account_id|region|columns|action|"
              + "snapshot|diffResults)\"\\s*:\\s*(?:\"([^\"\\\\]{1,256})\"|([0-9]{1,12})\\b|[{\\[])");

  /** Empty where it doesn't say whose it was, or was whole by itself. */
  static Optional<LineRemains> of(String text) {
    Map<String, String> fields = fields(text);
    String time = fields.getOrDefault("unixTime", "0");
    return fields.containsKey("name") && fields.containsKey("hostIdentifier")
        ? Optional.of(
            new LineRemains(
                fields.get("hostIdentifier"),
                fields.get("name"),
                time.chars().allMatch(c -> c >= '0' && c <= '9') ? Long.parseLong(time) : 0,
                fields))
        : Optional.empty();
  }

  /** Whether it may be a piece of a line of changes; a line of another kind is none. */
  static boolean mayBeOne(String text) {
    Map<String, String> fields = fields(text);
    return fields.containsKey("columns")
        || fields.containsKey("action")
        || fields.containsKey("diffResults")
        || text.startsWith("{\"name\"")
        || (text.endsWith("}") && !text.startsWith("{"));
  }

  Instance instance(HostNames hosts) {
    return hosts.instance(host, fields);
  }

  private static Map<String, String> fields(String text) {
    Map<String, String> fields = new HashMap<>();
    Matcher matcher = FIELD.matcher(text.substring(0, Math.min(text.length(), LOOKED_AT)));
    while (matcher.find()) {
      String value = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
      fields.putIfAbsent(matcher.group(1), value == null ? "" : value);
    }
    return fields;
  }
}
