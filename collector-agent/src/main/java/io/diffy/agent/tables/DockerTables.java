package io.diffy.agent.tables;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.schemas.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;

/**
 * Containers as Docker's daemon tells of them on its socket; no socket is an error. The variables
 * of a container's environment are never shown: they hold passwords.
 */
final class DockerTables {
  static final OsqueryTable CONTAINERS =
      OsqueryTable.of(
          "docker_containers",
          """
          id text, name text, image text, image_id text, command text, created bigint, state text,
          status text, pid bigint, path text, config_entrypoint text, started_at text,
          finished_at text, privileged integer, security_options text, env_variables text,
          readonly_rootfs integer, cgroup_namespace text, ipc_namespace text, mnt_namespace text,
          net_namespace text, pid_namespace text, user_namespace text, uts_namespace text""",
          DockerTables::containers);

  static final OsqueryTable MOUNTS =
      OsqueryTable.of(
          "docker_container_mounts",
          """
          id text, type text, name text, source text, destination text, driver text, mode text,
          rw integer, propagation text""",
          DockerTables::mounts);

  private static final String SOCKET = "/run/docker.sock";
  private static final long LONGEST_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int LONGEST_ANSWER = 16 << 20;
  private static final String OK = "HTTP/1.0 200 ";

  private DockerTables() {}

  private static void containers(Root root, TableRows rows) throws IOException {
    for (JsonNode one : list(root)) {
      String id = one.path("Id").asText();
      JsonNode whole = ask(root, "/containers/" + id + "/json");
      String pid = whole.path("State").path("Pid").asText("0");
      rows.add(
          id,
          one.path("Names").path(0).asText(),
          one.path("Image").asText(),
          one.path("ImageID").asText().replaceFirst("^sha256:", ""),
          one.path("Command").asText(),
          one.path("Created").asText("0"),
          one.path("State").asText(),
          one.path("Status").asText(),
          pid,
          whole.path("Path").asText(),
          joined(whole.path("Config").path("Entrypoint")),
          whole.path("State").path("StartedAt").asText(),
          whole.path("State").path("FinishedAt").asText(),
          bit(whole.path("HostConfig").path("Privileged")),
          joined(whole.path("HostConfig").path("SecurityOpt")),
          null,
          bit(whole.path("HostConfig").path("ReadonlyRootfs")),
          namespace(root, pid, "cgroup"),
          namespace(root, pid, "ipc"),
          namespace(root, pid, "mnt"),
          namespace(root, pid, "net"),
          namespace(root, pid, "pid"),
          namespace(root, pid, "user"),
          namespace(root, pid, "uts"));
    }
  }

  private static void mounts(Root root, TableRows rows) throws IOException {
    for (JsonNode one : list(root)) {
      for (JsonNode mount : one.path("Mounts")) {
        rows.add(
            one.path("Id").asText(),
            mount.path("Type").asText(),
            mount.path("Name").asText(),
            mount.path("Source").asText(),
            mount.path("Destination").asText(),
            mount.path("Driver").asText(),
            mount.path("Mode").asText(),
            bit(mount.path("RW")),
            mount.path("Propagation").asText());
      }
    }
  }

  private static JsonNode list(Root root) throws IOException {
    return root.moment().once("docker", JsonNode.class, () -> ask(root, "/containers/json?all=1"));
  }

  private static String bit(JsonNode flag) {
    return flag.asBoolean() ? "1" : "0";
  }

  private static String joined(JsonNode words) {
    StringBuilder text = new StringBuilder();
    words.forEach(word -> text.append(text.isEmpty() ? "" : ", ").append(word.asText()));
    return text.toString();
  }

  /** The number in {@code pid:[4026531836]}; of a container that does not run there is none. */
  private static String namespace(Root root, String pid, String kind) throws IOException {
    if (pid.equals("0")) {
      return "";
    }
    try {
      return root.link(root.at("/proc/" + pid + "/ns/" + kind)).replaceAll("\\D", "");
    } catch (NoSuchFileException e) {
      return ""; // it has ended
    }
  }

  private static JsonNode ask(Root root, String what) throws IOException {
    if (!root.exists(SOCKET)) {
      throw new Unavailable(SOCKET + " does not exist: Docker does not run here");
    }
    String answer;
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(root.at(SOCKET).real()));
      channel.write(
          ByteBuffer.wrap(
              ("GET " + what + " HTTP/1.0\r\nHost: docker\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII)));
      answer = all(channel);
    } catch (Unavailable e) {
      throw e;
    } catch (IOException e) {
      throw new Unavailable(SOCKET + " does not answer: " + e.getMessage());
    }
    int body = answer.indexOf("\r\n\r\n");
    if (!answer.startsWith(OK) || body < 0) {
      throw new Unavailable(SOCKET + " does not answer as Docker does");
    }
    return Json.tree(answer.substring(body).strip().getBytes(StandardCharsets.UTF_8));
  }

  private static String all(SocketChannel channel) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 14);
    long began = System.nanoTime();
    channel.configureBlocking(false);
    try (Selector selector = Selector.open()) {
      channel.register(selector, SelectionKey.OP_READ);
      while (true) {
        selector.select(Duration.ofNanos(LONGEST_NANOS).toMillis());
        int read = channel.read(buffer);
        if (read < 0) {
          return answer.toString(StandardCharsets.UTF_8);
        }
        answer.write(buffer.array(), 0, buffer.position());
        buffer.clear();
        if (System.nanoTime() - began > LONGEST_NANOS || answer.size() > LONGEST_ANSWER) {
          throw new Unavailable(SOCKET + " answers for too long");
        }
      }
    }
  }
}
