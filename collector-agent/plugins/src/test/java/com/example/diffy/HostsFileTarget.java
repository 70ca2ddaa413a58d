package com.example.diffy;

import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginKind;
import io.diffy.plugin.Target;
import io.diffy.plugin.TargetPlugin;
import io.diffy.schemas.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** The hosts of /etc/hosts whose names begin with the key: web finds web-1 and web-2. */
public final class HostsFileTarget implements TargetPlugin {
  @Override
  public PluginInfo info() {
    return new PluginInfo(
            PluginKind.TARGET,
            "hosts-file",
            "Hosts file",
            "1.0",
            "Example Inc.",
            "The hosts of /etc/hosts whose names begin with the key.")
        .reading("file");
  }

  @Override
  public List<Target> find(Query query, PluginContext context) {
    Path file = Path.of(context.setting("file", "/etc/hosts"));
    List<Target> found;
    try {
      found =
          Files.readAllLines(file).stream()
              .map(line -> line.strip().split("\\s+"))
              .filter(words -> words.length > 1 && words[1].startsWith(query.key() + "-"))
              .map(words -> Target.of(Instance.named(query.key(), words[1]), ""))
              .distinct()
              .sorted(Comparator.comparing(target -> target.instance().instanceId()))
              .toList();
    } catch (IOException e) {
      throw new PluginFailure("can't read " + file + "; set plugin.hosts-file.file", e);
    }
    if (found.isEmpty()) {
      throw new PluginFailure(file + " names no host " + query.key() + "-…; correct the key");
    }
    return found;
  }
}
