package io.diffy.plugins.file;

import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginSettings;
import io.diffy.plugin.Target;
import io.diffy.plugin.TargetPlugin;
import io.diffy.plugins.file.JsonLines.Line;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Instances listed in a file, one JSON object a line, with an observation's words for them: {@code
 * asg} and {@code instance_id}, and whatever else is known; {@code lifecycle}, and {@code skipped}
 * with the reason not to ask one. With the setting {@code file} the key names a group of that file,
 * else the key is the file.
 */
public final class StaticFileTargetPlugin implements TargetPlugin {
  private static final Set<String> FIELDS =
      Set.of(
          ("asg account region instance_id launch_version ami instance_type az hostname private_ip"
                  + " lifecycle skipped")
              .split(" ", -1));

  @Override
  public PluginInfo info() {
    return PluginInfo.shipped(this, "static-file", "Static file", "The instances a file lists.")
        .reading("file");
  }

  @Override
  public List<Target> find(Query query, PluginContext context) {
    Optional<Path> configured = PluginSettings.of(this, context).path("file");
    Path file = configured.orElseGet(() -> path(query.key()));
    Map<String, Line> lines = new TreeMap<>();
    List<Target> found = new ArrayList<>();
    for (Line line : JsonLines.read(file, FIELDS)) {
      Target target = target(line);
      if (isAskedFor(target.instance(), query, configured.isPresent())) {
        Line other = lines.put(target.instance().instanceId(), line);
        if (other != null) {
          throw line.wrong("this instance stands on line %d already".formatted(other.number()));
        }
        found.add(target);
      }
    }
    if (found.isEmpty()) {
      throw new PluginFailure(
          "%s lists no instance of %s; correct the name or the file"
              .formatted(file, configured.isPresent() ? query.key() : "that account and region"));
    }
    found.sort(Comparator.comparing(target -> target.instance().instanceId()));
    return found;
  }

  private static Path path(String key) {
    try {
      return Path.of(key);
    } catch (InvalidPathException e) {
      throw new PluginFailure("the key is no path of a file; correct it", e);
    }
  }

  private static boolean isAskedFor(Instance instance, Query query, boolean byGroup) {
    return (query.account().isEmpty() || query.account().equals(instance.account()))
        && (query.region().isEmpty() || query.region().equals(instance.region()))
        && (!byGroup
            || query.key().equals(instance.asg())
            || GroupKey.parse(query.key()).equals(instance.group()));
  }

  private static Target target(Line line) {
    Instance instance =
        new Instance(
            new GroupKey(line.text("account"), line.text("region"), line.required("asg")),
            line.required("instance_id"),
            new Cohort(line.text("ami"), line.text("launch_version"), line.text("instance_type")),
            new Address(line.text("az"), line.text("hostname"), line.text("private_ip")));
    return new Target(instance, line.text("lifecycle"), line.text("skipped"));
  }
}
