package io.diffy.aws;

import io.diffy.plugin.PluginFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the file of accounts. JSON:
 *
 * <pre>{"accounts": [{"id": "123456789012", "name": "prod",
 *   "role": "arn:aws:iam::123456789012:role/diffy-collector", "external-id": "…",
 *   "regions": ["us-east-1", "eu-west-1"], "session-policy": {"Version": "2012-10-17", …}}]}</pre>
 *
 * <p>Only {@code id} is required. The bounds are those of STS: <a
 * href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AssumeRole</a>.
 */
final class AccountsFile {
  private static final Pattern ID = Pattern.compile("[0-9]{12}");
  private static final Pattern ROLE =
      Pattern.compile("arn:aws[a-z-]*:iam::([0-9]{12}):role/[\\w+=,.@/-]+");
  private static final Pattern EXTERNAL_ID = Pattern.compile("[\\w+=,.@:/-]{2,1224}");
  private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-[0-9]+");
  private static final int MAX_SESSION_POLICY = 2_048;
  private static final List<String> KEYS =
      List.of("id", "name", "role", "external-id", "regions", "session-policy");

  private AccountsFile() {}

  /**
   * The accounts, in the order of the file.
   *
   * @throws PluginFailure with file, line and key
   */
  static List<AwsAccount> read(Path file) {
    LocatedJson whole = LocatedJson.read(file);
    LocatedJson list = whole.object(List.of("accounts")).get("accounts");
    if (list == null || list.array().isEmpty()) {
      throw whole.wrong("\"accounts\" must list one account at least");
    }
    List<AwsAccount> accounts = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (LocatedJson entry : list.array()) {
      AwsAccount account = account(entry);
      if (!taken.add(account.id()) || (!account.name().isEmpty() && !taken.add(account.name()))) {
        throw entry.wrong("another account has this id or name");
      }
      accounts.add(account);
    }
    return accounts;
  }

  private static AwsAccount account(LocatedJson entry) {
    Map<String, LocatedJson> fields = entry.object(KEYS);
    LocatedJson id = fields.get("id");
    if (id == null) {
      throw entry.wrong("\"id\" is missing");
    }
    matching(id, ID, "twelve digits in double quotes");
    String role = optional(fields.get("role"), ROLE, "the ARN of a role");
    if (!role.isEmpty() && !role.contains("::" + id.text() + ":")) {
      throw fields.get("role").wrong("belongs to another account than " + id.text());
    }
    LocatedJson externalId = fields.get("external-id");
    LocatedJson policy = fields.get("session-policy");
    if (role.isEmpty() && (externalId != null || policy != null)) {
      throw (externalId != null ? externalId : policy).wrong("needs \"role\" beside it");
    }
    return new AwsAccount(
        id.text(),
        optional(fields.get("name"), Pattern.compile(".{1,100}"), "1 to 100 characters"),
        role,
        secret(externalId),
        regions(fields.get("regions")),
        policy(policy));
  }

  private static List<String> regions(LocatedJson list) {
    List<String> regions = new ArrayList<>();
    for (LocatedJson region : list == null ? List.<LocatedJson>of() : list.array()) {
      matching(region, REGION, "a region such as us-east-1");
      if (regions.contains(region.text())) {
        throw region.wrong("stands there twice");
      }
      regions.add(region.text());
    }
    return regions;
  }

  private static String policy(LocatedJson policy) {
    if (policy == null) {
      return "";
    }
    policy.object(List.of("Version", "Id", "Statement"));
    if (policy.json().length() > MAX_SESSION_POLICY) {
      throw policy.wrong("longer than the " + MAX_SESSION_POLICY + " characters STS takes");
    }
    return policy.json();
  }

  /** Not quoted in the error. */
  private static String secret(LocatedJson field) {
    if (field != null && !EXTERNAL_ID.matcher(field.text()).matches()) {
      throw field.wrong("2 to 1224 letters, digits and + = , . @ : / -");
    }
    return field == null ? "" : field.text();
  }

  private static String optional(LocatedJson field, Pattern pattern, String expected) {
    if (field != null) {
      matching(field, pattern, expected);
    }
    return field == null ? "" : field.text();
  }

  private static void matching(LocatedJson field, Pattern pattern, String expected) {
    if (!pattern.matcher(field.text()).matches()) {
      throw field.wrong("must be " + expected + ", not \"" + field.text() + "\"");
    }
  }
}
