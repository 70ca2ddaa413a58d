package io.diffy.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A host of the group: a file system, and an agent that answers for it. */
final class Host implements AutoCloseable {
  private static final String PACK =
      """
      {"queries": {
        "crontab": {"query": "select minute, hour, command, path from crontab", "interval": 20},
        "users": {"query": "select uid, gid, username, directory, shell from users", "interval": 20}}}
      """;

  private final Path root;
  private final DiffyProcess agent;

  private Host(Path root, DiffyProcess agent) {
    this.root = root;
    this.agent = agent;
  }

  /** A clean one. */
  static Host start(Path folder, String group, String instanceId, String kafka) throws IOException {
    Path root = folder.resolve("root");
    Path etc = Files.createDirectories(root.resolve("etc"));
    Files.writeString(etc.resolve("crontab"), "17 * * * * root run-parts /etc/cron.hourly\n");
    Files.writeString(etc.resolve("passwd"), "root:x:0:0:root:/root:/bin/bash\n");
    Path pack = Files.writeString(folder.resolve("pack.conf"), PACK);
    DiffyProcess agent =
        DiffyProcess.start(
            folder.resolve("agent.txt"),
            "agent",
            "--bootstrap-server",
            kafka,
            "--group",
            group,
            "--instance-id",
            instanceId,
            "--root",
            root.toString(),
            "--pack",
            pack.toString());
    return new Host(root, agent);
  }

  /** What an attacker does. */
  void append(String file, String line) throws IOException {
    Files.writeString(root.resolve(file), line + "\n", StandardOpenOption.APPEND);
  }

  /**
   * Returns the exit code of the agent, once it has sent all it has; the same when it has ended.
   */
  int stop() throws IOException, InterruptedException {
    return agent.stop();
  }

  @Override
  public void close() {
    agent.close();
  }
}
