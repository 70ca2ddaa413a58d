package io.diffy.agent.collect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Masks secrets in the cells of rows before they leave the host. What was masked shows as {@code
 * <redacted>}. It knows the common shapes of secrets on command lines, not every secret.
 *
 * <p>Every repetition is bounded or possessive, so that no text of a host makes matching slow.
 */
public final class Redactor {
  static final String MASK = "<redacted>";

  private static final String NAME =
      "(?:password|passwd|passphrase|(?<![a-z])pass|secret|token|api[_-]?key|access[_-]?key"
          + "|private[_-]?key|credentials?)";

  /** A shell joins what stands behind a quoted piece to it: that is secret too. */
  private static final String VALUE =
      "(?:\"[^\"]{0,1024}+\"|'[^']{0,1024}+'|[\"']?[^\\s\"'&;,]++)[^\\s\"'&;,)\\]}]*+";

  private static final String QUOTED_OR_WORD =
      "(?:\"[^\"]{0,1024}+\"|'[^']{0,1024}+'|[^\\s\"'-]\\S*+)";

  private static final List<Rule> RULES =
      List.of(
          rule("-----BEGIN", "(-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)[^-]++", "$1"),
          // AWS access key ids, tokens of GitHub and Slack: known by their own shape.
          rule("A", "\\b()(?:AKIA|ASIA)[A-Z0-9]{16}\\b", "$1"),
          rule("_", "\\b()gh[pousr]_[A-Za-z0-9]{20,255}+", "$1"),
          rule("xox", "\\b()xox[abeprs]-[A-Za-z0-9-]{10,255}+", "$1"),
          rule(
              ":",
              "((?i)\\bauthorization\\s{0,3}[:=]\\s{0,3}[\"']?(?:(?:bearer|basic|token|digest)\\s{1,3})?)"
                  + "[^\\s\"']++",
              "$1"),
          rule(" ", "((?i)\\bbearer\\s{1,3})[A-Za-z0-9._~+/=-]{8,4096}+", "$1"),
          rule("@", "(://[^\\s/:@'\"]{0,256}+:)[^\\s/@'\"]{1,1024}+(?=@)", "$1"),
          // password=X, DB_PASSWORD: X, "secret-key" = 'X'
          named("="),
          named(":"),
          rule(
              "-",
              "((?i)(?<!\\S)--?(?:[a-z0-9]{1,20}+[_-]){0,3}" + NAME + "\\s{1,3})" + QUOTED_OR_WORD,
              "$1"));

  private static final Pattern MYSQL = Pattern.compile("\\b(?:mysql|mariadb)");
  private static final Pattern MYSQL_PASSWORD =
      Pattern.compile("((?<!\\S)-p)(?:\"[^\"]{0,1024}+\"|'[^']{0,1024}+'|[^\\s\"']++)");
  private static final Pattern SSHPASS = Pattern.compile("(\\bsshpass\\s{1,3}-p\\s{0,3})" + VALUE);
  private static final Pattern CURL_USER =
      Pattern.compile("((?<!\\S)(?:-u|--user)[\\s=]{0,3}[^\\s:]{1,256}+:)\\S++");

  private Redactor() {}

  /** The rows with secrets masked; rows without any are the same objects. */
  public static List<Map<String, String>> redact(List<Map<String, String>> rows) {
    List<Map<String, String>> clean = new ArrayList<>(rows.size());
    for (Map<String, String> row : rows) {
      clean.add(redactRow(row));
    }
    return clean;
  }

  /** One text with its secrets masked. */
  public static String redact(String text) {
    if (text.length() < 6) {
      return text;
    }
    String clean = text;
    for (Rule rule : RULES) {
      clean = rule.apply(clean);
    }
    if (MYSQL.matcher(clean).find()) {
      clean = MYSQL_PASSWORD.matcher(clean).replaceAll("$1" + MASK);
    }
    if (clean.contains("sshpass")) {
      clean = SSHPASS.matcher(clean).replaceAll("$1" + MASK);
    }
    if (clean.contains("curl") || clean.contains("wget")) {
      clean = CURL_USER.matcher(clean).replaceAll("$1" + MASK);
    }
    return clean;
  }

  private static Map<String, String> redactRow(Map<String, String> row) {
    Map<String, String> changed = null;
    for (Map.Entry<String, String> cell : row.entrySet()) {
      String clean = redact(cell.getValue());
      if (!clean.equals(cell.getValue())) {
        changed = changed == null ? new LinkedHashMap<>(row) : changed;
        changed.put(cell.getKey(), clean);
      }
    }
    return changed == null ? row : changed;
  }

  private static Rule named(String sign) {
    String name = "((?i)" + NAME + "(?:[_-][a-z0-9_-]{0,20})?[\"']?";
    return rule(sign, name + "\\s{0,3}" + sign + "\\s{0,3})" + VALUE, "$1");
  }

  private static Rule rule(String hint, String pattern, String kept) {
    return new Rule(hint, Pattern.compile(pattern), kept + MASK);
  }

  /**
   * A shape of secrets; {@code hint} occurs in every text it can match, and is cheap to look for.
   */
  private record Rule(String hint, Pattern pattern, String replacement) {
    String apply(String text) {
      return text.contains(hint) ? pattern.matcher(text).replaceAll(replacement) : text;
    }
  }
}
