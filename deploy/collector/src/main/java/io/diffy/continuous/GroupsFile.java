package io.diffy.continuous;

import io.diffy.aws.LocatedJson;
import io.diffy.plugin.PluginFailure;
import io.diffy.settings.OwnedFile;
import io.diffy.settings.SettingsError;
import io.diffy.view.TimeText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the file of groups. JSON, like the file of accounts:
 *
 * <pre>{"groups": [{"key": "web-prod", "target": "auto-scaling",
 *   "account": "123456789012", "region": "us-east-1",
 *   "payload": "osquery", "collection": "ssm", "patience": "10m"}]}</pre>
 *
 * <p>Required are {@code key} and {@code target}; what the others default to is what {@code diffy
 * new analysis} does.
 */
final class GroupsFile {
  private static final List<String> KEYS =
      List.of("key", "target", "account", "region", "payload", "collection", "patience");
  private static final String SLUG = "[a-z][a-z0-9]*(-[a-z0-9]+)*";
  private static final String ANYTHING = "\\P{Cntrl}{1,256}";

  private GroupsFile() {}

  /**
   * The groups, in the order of the file.
   *
   * @throws SettingsError with file, line and key
   */
  static List<GroupPlan> read(Path file) {
    OwnedFile.demand("the file of groups " + file, file, false);
    try {
      LocatedJson whole = LocatedJson.read(file);
      LocatedJson list = whole.object(List.of("groups")).get("groups");
      if (list == null || list.array().isEmpty()) {
        throw whole.wrong("\"groups\" must list one group at least");
      }
      List<GroupPlan> groups = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (LocatedJson entry : list.array()) {
        GroupPlan group = group(entry);
        if (!names.add(group.name())) {
          throw entry.wrong("another group has this key, account and region");
        }
        groups.add(group);
      }
      return groups;
    } catch (PluginFailure e) {
      throw new SettingsError(e.getMessage());
    }
  }

  private static GroupPlan group(LocatedJson entry) {
    Map<String, LocatedJson> fields = entry.object(KEYS);
    for (String required : List.of("key", "target")) {
      if (!fields.containsKey(required)) {
        throw entry.wrong("\"" + required + "\" is missing");
      }
    }
    String target = text(fields, "target", SLUG, "");
    return new GroupPlan(
        text(fields, "key", ANYTHING, ""),
        text(fields, "account", "[0-9]{12}", ""),
        text(fields, "region", "[a-z0-9-]{1,64}", ""),
        target,
        text(fields, "payload", SLUG, "osquery"),
        text(fields, "collection", SLUG, target.equals("local") ? "local-shell" : "ssm"),
        patience(fields.get("patience")));
  }

  private static String text(
      Map<String, LocatedJson> fields, String name, String form, String otherwise) {
    LocatedJson field = fields.get(name);
    if (field == null) {
      return otherwise;
    }
    if (!field.text().matches(form)) {
      throw field.wrong("must look like " + form);
    }
    return field.text();
  }

  private static Duration patience(LocatedJson field) {
    if (field == null) {
      return Duration.ofMinutes(10);
    }
    try {
      return TimeText.span(field.text());
    } catch (IllegalArgumentException e) {
      throw field.wrong(e.getMessage());
    }
  }
}
