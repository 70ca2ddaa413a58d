package io.diffy.agent.collect;

import static io.diffy.agent.collect.Marks.AT;
import static io.diffy.agent.collect.Marks.AUTHORIZATION;
import static io.diffy.agent.collect.Marks.BEARER;
import static io.diffy.agent.collect.Marks.CAPITAL_A;
import static io.diffy.agent.collect.Marks.COLON;
import static io.diffy.agent.collect.Marks.DASH;
import static io.diffy.agent.collect.Marks.DOT;
import static io.diffy.agent.collect.Marks.EQUALS;
import static io.diffy.agent.collect.Marks.NAME_PART;
import static io.diffy.agent.collect.Marks.UNDERLINE;
import static io.diffy.agent.collect.Marks.WHITE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.schemas.Row;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Masks secrets in the cells of rows before they leave the host. What was masked shows as {@code
 * <redacted:0123456789abcdef>}: a hash of it with the installation's key, so that another secret is
 * another text. It knows the common shapes of secrets on command lines, not every secret, and never
 * takes what a shell would obey for a part of one.
 *
 * <p>Every repetition is bounded or possessive, so that no text of a host makes matching slow.
 */
public final class Redactor {
  private static final Pattern MASKED = Pattern.compile("<redacted:[0-9a-f]{16}>");

  private static final String NAME =
      "(?:password|passwd|passphrase|(?<![a-z])pass|secret|token|api[_-]?key|access[_-]?key"
          + "|account[_-]?key|private[_-]?key|credentials?)";

  /** A character that no shell obeys outside quotes; of {@code $} only what begins a command. */
  private static final String PLAIN = "(?:[^\\s\"'&;,|<>()`$]|\\$(?![({]))";

  /** The same inside quotes. */
  private static final String QUOTED =
      "(?:\"(?:[^\"&;|<>`$\\n]|\\$(?![({])){0,1024}+\"|'(?:[^'&;|<>`$\\n]|\\$(?![({])){0,1024}+')";

  /** What was masked before is masked no second time. */
  private static final String BEFORE = "<redacted:[0-9a-f]{16}>";

  /** A shell joins what stands behind a quoted piece to it: that is secret too. */
  private static final String VALUE =
      "(?:" + BEFORE + "|(?:" + QUOTED + "|[\"']?" + PLAIN + "++)(?:(?![)\\]}])" + PLAIN + ")*+)";

  private static final String QUOTED_OR_WORD =
      "(?:" + BEFORE + "|" + QUOTED + "|(?!-)" + PLAIN + "++)";

  private static final Pattern ANY_VALUE = Pattern.compile("()" + VALUE);
  private static final Pattern SECRET_NAME = Pattern.compile("(?i)" + NAME + "|(?<![a-z])pwd$");

  /** Where a table has names and values in two cells. */
  private static final List<String> NAMES = List.of("key", "name", "variable", "label");

  /** Stands for "whatever else the text holds". */
  private static final List<String> ANY = List.of("");

  private static final String NAMED = "((?i)" + NAME + "(?:[_-][a-z0-9_-]{0,20})?[\"']?";

  private static final List<Rule> RULES =
      List.of(
          rule(
              DASH | WHITE,
              List.of("-----BEGIN"),
              "(-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)(?:(?:\\s|\\\\[nr]){0,4}+[A-Za-z0-9+/=]{20,4096}+)++"
                  + "(?:(?:\\s|\\\\[nr]){0,4}+[A-Za-z0-9+/=]{1,76}+(?=(?:\\s|\\\\[nr]){0,4}-----END))?"),
          // Known by their own shape: AWS, GitHub, GitLab, Slack, npm, PyPI, Stripe, Google, Vault
          // and others, JWT.
          rule(CAPITAL_A, List.of("AKIA", "ASIA"), "\\b()(?:AKIA|ASIA)[A-Z0-9]{16}\\b"),
          rule(
              UNDERLINE,
              words("ghp_ gho_ ghu_ ghs_ ghr_ _pat_ npm_ glsa_ shpat_ dop_v1_ k_live_ hf_"),
              "\\b()(?:gh[pousr]|github_pat|npm|dckr_pat|glsa|shpat|dop_v1|[sr]k_live|hf)_[A-Za-z0-9_]{20,255}+"),
          rule(
              DASH,
              words("pat- glrt- gldt- glcbt- glptt- glsoat- pypi- sk- xox xapp-"),
              "\\b()(?:gl(?:pat|rt|dt|cbt|ptt|soat)|pypi|sk|xox[a-z]|xapp)-[A-Za-z0-9_-]{16,1024}+"),
          rule(CAPITAL_A, List.of("AIza"), "\\b()AIza[A-Za-z0-9_-]{35}"),
          rule(DOT, List.of("ya29."), "\\b()ya29\\.[A-Za-z0-9_-]{20,1024}+"),
          rule(DOT, words("hvs. hvb. hvr."), "\\b()hv[sbr]\\.[A-Za-z0-9_-]{20,1024}+"),
          rule(DOT, List.of("SG."), "\\b()SG\\.[A-Za-z0-9_-]{16,64}+\\.[A-Za-z0-9_-]{16,128}+"),
          rule(
              DOT,
              List.of("eyJ"),
              "\\b()eyJ[A-Za-z0-9_-]{6,8192}+\\.[A-Za-z0-9_-]{2,8192}+\\.[A-Za-z0-9_-]{0,8192}+"),
          rule(
              COLON | AUTHORIZATION,
              ANY,
              "((?i)\\bauthorization\\s{0,3}[:=]\\s{0,3}[\"']?(?:(?:bearer|basic|token|digest)\\s{1,3})?)(?:"
                  + BEFORE
                  + "|"
                  + PLAIN
                  + "++)"),
          rule(WHITE | BEARER, ANY, "((?i)\\bbearer\\s{1,3})[A-Za-z0-9._~+/=-]{8,4096}+"),
          rule(
              AT | COLON,
              List.of("://"),
              "(://[^\\s/:@'\"]{0,256}+:)(?:"
                  + BEFORE
                  + "|(?:(?![/@])"
                  + PLAIN
                  + "){1,1024}+)(?=@)"),
          // password=X, DB_PASSWORD: X, "secret-key" = 'X'
          named(EQUALS, "=", NAMED),
          named(COLON, ":", NAMED),
          rule(
              DASH | WHITE | NAME_PART,
              ANY,
              "((?i)(?<!\\S)--?(?:[a-z0-9]{1,20}+[_-]){0,3}"
                  + NAME
                  + "\\s{1,3})"
                  + QUOTED_OR_WORD));

  private static final Pattern MYSQL = Pattern.compile("\\b(?:mysql|mariadb)");
  private static final Rule MYSQL_PASSWORD =
      rule(0, List.of("-p"), "((?<!\\S)-p)(?:" + BEFORE + "|" + QUOTED + "|" + PLAIN + "++)");
  private static final Rule SSHPASS =
      rule(0, List.of("sshpass"), "(\\bsshpass\\s{1,3}-p\\s{0,3})" + VALUE);
  private static final Rule CURL_USER =
      rule(
          0,
          List.of("-u"),
          "((?<!\\S)(?:-u|--user)[\\s=]{0,3}[^\\s:]{1,256}+:)(?:" + BEFORE + "|" + PLAIN + "++)");

  private static volatile SecretKeySpec key =
      new SecretKeySpec("diffy".getBytes(UTF_8), "HmacSHA256");

  private Redactor() {}

  /**
   * Takes the installation's key for all that is masked from now on. Hosts that shall be compared
   * need the same one; who has it can try whether a guess is right.
   */
  public static void keyed(byte[] secret) {
    key = new SecretKeySpec(secret, "HmacSHA256");
  }

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
    int marks = text.length() < 6 ? 0 : Marks.of(text);
    if (marks == 0) {
      return text;
    }
    String clean = text;
    for (Rule rule : RULES) {
      if (rule.canApply(clean, marks)) {
        clean = rule.apply(clean);
        marks = Marks.of(clean);
      }
    }
    if ((marks & DASH) == 0) {
      return clean;
    }
    if ((clean.contains("mysql") || clean.contains("mariadb")) && MYSQL.matcher(clean).find()) {
      clean = MYSQL_PASSWORD.applyIfThere(clean);
    }
    clean = SSHPASS.applyIfThere(clean);
    return clean.contains("curl") || clean.contains("wget") ? CURL_USER.applyIfThere(clean) : clean;
  }

  private static Map<String, String> redactRow(Map<String, String> row) {
    Map<String, String> changed = null;
    Row cells = Row.of(row);
    for (int i = 0; i < cells.size(); i++) {
      String value = cells.value(i);
      boolean named = cells.column(i).equals("value") && isNamedSecret(row);
      String clean = named ? named(value) : redact(value);
      if (!clean.equals(value)) {
        changed = changed == null ? new LinkedHashMap<>(row) : changed;
        changed.put(cells.column(i), clean);
      }
    }
    return changed == null ? row : changed;
  }

  private static boolean isNamedSecret(Map<String, String> row) {
    return NAMES.stream()
        .map(name -> row.getOrDefault(name, ""))
        .anyMatch(name -> name.length() <= 256 && SECRET_NAME.matcher(name).find());
  }

  /** A value whose name says that it is secret, as far as no shell would obey it. */
  private static String named(String value) {
    Matcher plain = ANY_VALUE.matcher(value);
    return plain.lookingAt()
        ? mask(value.substring(0, plain.end())) + redact(value.substring(plain.end()))
        : redact(value);
  }

  private static String mask(String secret) {
    return secret.isEmpty() || MASKED.matcher(secret).matches()
        ? secret
        : "<redacted:" + hash(secret).substring(0, 16) + ">";
  }

  /**
   * A key made of ours for scripts that mask on the host: who may read the commands of SSM sees it.
   */
  public static String payloadKey() {
    return hash("payload").substring(0, 32);
  }

  private static String hash(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC with SHA-256", e);
    }
  }

  private static Rule named(int mark, String sign, String name) {
    return rule(mark | NAME_PART, ANY, name + "\\s{0,3}" + sign + "\\s{0,3})" + VALUE);
  }

  private static Rule rule(int marks, List<String> hints, String pattern) {
    return new Rule(marks, hints, Pattern.compile(pattern));
  }

  private static List<String> words(String words) {
    return List.of(words.split(" ", -1));
  }

  /**
   * A shape of secrets, behind what its first group finds. Every text it can match has all of its
   * marks and one of the hints, which are cheap to look for.
   */
  private record Rule(int marks, List<String> hints, Pattern pattern) {
    boolean canApply(String text, int found) {
      return (marks & ~found) == 0 && isHinted(text);
    }

    String applyIfThere(String text) {
      return isHinted(text) ? apply(text) : text;
    }

    private boolean isHinted(String text) {
      for (String hint : hints) {
        if (text.contains(hint)) {
          return true;
        }
      }
      return false;
    }

    String apply(String text) {
      return pattern
          .matcher(text)
          .replaceAll(
              found ->
                  Matcher.quoteReplacement(
                      found.group(1) + mask(text.substring(found.end(1), found.end()))));
    }
  }
}
