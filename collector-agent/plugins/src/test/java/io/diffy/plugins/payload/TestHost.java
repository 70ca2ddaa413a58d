package io.diffy.plugins.payload;

import io.diffy.plugin.Payload;
import io.diffy.plugin.PayloadPlugin.Order;
import io.diffy.plugin.kit.Contexts;
import io.diffy.plugin.kit.ShellRun;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A host of which everything lies in one folder: an osqueryi, tools, and where scripts run. */
record TestHost(Path folder, String tools, Map<String, String> settings) {
  static final Instance WEB_1 = Instance.named("web", "i-0abc");
  static final String RUN = "run-1";

  static TestHost in(Path folder) {
    return new TestHost(folder, Script.TOOLS, Map.of());
  }

  TestHost with(String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(settings);
    more.put(key, value);
    return new TestHost(folder, tools, more);
  }

  /** The same host, on which only these programs are found. */
  TestHost withOnly(List<String> programs) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("tools"));
    for (String program : programs) {
      Path found = Path.of("/usr/bin", program);
      Files.createSymbolicLink(
          bin.resolve(program), Files.exists(found) ? found : Path.of("/bin", program));
    }
    return new TestHost(folder, bin.toString(), settings);
  }

  /** A program on this host. */
  Path program(String name, String body) throws IOException {
    Path file = Files.createDirectories(folder.resolve("bin")).resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + body, StandardCharsets.UTF_8);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  /** An osqueryi that is a shell script; {@code $2} is the SQL. */
  TestHost osqueryi(String body) throws IOException {
    program("osqueryi", body);
    return this;
  }

  Payload payload(Pack pack) {
    return new OsqueryPayloadPlugin(tools, List.of(folder.resolve("bin/osqueryi").toString()))
        .make(new Order(pack, RUN, ""), Contexts.of(folder, settings));
  }

  /** What it answers; that the script ends well and leaves nothing behind is checked. */
  List<Observation> answers(String shell, Pack pack) throws Exception {
    Payload payload = payload(pack);
    ShellRun run = ShellRun.of(shell, payload.script(), folder);
    if (run.exit() != 0 || !ShellRun.leftIn(folder).isEmpty()) {
      throw new AssertionError(run.exit() + " " + run.errors() + ShellRun.leftIn(folder));
    }
    return payload.read(WEB_1, run.output(), Contexts.NOW);
  }

  static Pack pack(PackQuery... queries) {
    Map<String, PackQuery> byName = new LinkedHashMap<>();
    for (PackQuery query : queries) {
      byName.put(query.name(), query);
    }
    return new Pack("triage", "linux", List.of(), byName);
  }

  static PackQuery query(String name, String sql) {
    return PackQuery.of(name, sql, 900);
  }

  static PackQuery queryIf(String appliesIf, String name, String sql) {
    PackQuery q = query(name, sql);
    return new PackQuery(
        name,
        sql,
        new PackQuery.Execution(q.intervalSeconds(), "", appliesIf),
        q.osquery(),
        PackQuery.Columns.ALL,
        PackQuery.Meaning.NONE);
  }

  /** The command lines of processes that name this host's folder. */
  List<String> running() {
    List<String> running = new ArrayList<>();
    ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains(folder.toString()))
        .filter(line -> !line.contains("java"))
        .forEach(running::add);
    return running;
  }
}
