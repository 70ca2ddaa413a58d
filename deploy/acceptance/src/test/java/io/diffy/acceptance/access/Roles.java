package io.diffy.acceptance.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.cluster.TopicAdmin;
import io.diffy.schemas.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.provider.FileConfigProvider;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.tools.AclCommand;

/** Grants what deploy/acl says, the way its readers do: by its script and Kafka's own tool. */
final class Roles {
  private static final Path SCRIPT = Path.of("../acl/commands.sh");

  private final SecuredBroker broker;
  private final Path folder;

  Roles(SecuredBroker broker, Path folder) {
    this.broker = broker;
    this.folder = folder;
  }

  /** A user of the role's name with the ACLs of its file, and of others. */
  void grant(String prefix, String role, String... more) throws Exception {
    broker.addUser(role);
    List<String> files = new ArrayList<>(List.of(more));
    files.add(0, role);
    for (String file : files) {
      for (String command : commands(prefix, file, role)) {
        run(command);
      }
    }
  }

  void createTopics(String prefix) {
    try (Admin admin = broker.admin()) {
      new TopicAdmin(admin).ensure(new Topics(prefix, 2).all(), Map.of());
    }
  }

  private List<String> commands(String prefix, String file, String user) throws Exception {
    ProcessBuilder script =
        new ProcessBuilder(
            SCRIPT.toString(),
            file,
            "User:" + user,
            "--bootstrap-server",
            broker.bootstrapServers(),
            "--command-config",
            owner().toString());
    script.environment().put("DIFFY_TOPIC_PREFIX", prefix);
    Process process = script.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(said);
    }
    return said.lines().toList();
  }

  private static void run(String command) {
    // A failing tool ends the process; here it ends the test.
    Exit.setExitProcedure(
        (status, message) -> {
          throw new IllegalStateException(command + ": " + status + " " + message);
        });
    try {
      String[] words = command.replace("'", "").split(" ", -1);
      AclCommand.main(List.of(words).subList(1, words.length).toArray(String[]::new));
    } finally {
      Exit.resetExitProcedure();
    }
  }

  private Path owner() {
    return write("owner", lines(broker.client(SecuredBroker.OWNER)));
  }

  /** The {@code --config} file of a user. Its password is not in it, but in another file. */
  Path config(String user) {
    Path secret = write(user + "-secret", "password=" + SecuredBroker.passwordOf(user));
    Map<String, String> client = new TreeMap<>(broker.client(user));
    client.put("config.providers", "file");
    client.put("config.providers.file.class", FileConfigProvider.class.getName());
    client.put("sasl.jaas.config", SecuredBroker.login(user, "${file:" + secret + ":password}"));
    return config(user, client);
  }

  /** A {@code --config} file with these properties of clients. */
  Path config(String name, Map<String, String> client) {
    Map<String, String> settings = new TreeMap<>();
    client.forEach((key, value) -> settings.put("kafka." + key, value));
    settings.put("bootstrap-server", settings.remove("kafka.bootstrap.servers"));
    return write(name, lines(settings));
  }

  private Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name + ".properties"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String lines(Map<String, String> properties) {
    StringBuilder lines = new StringBuilder();
    properties.forEach((key, value) -> lines.append(key).append('=').append(value).append('\n'));
    return lines.toString();
  }
}
