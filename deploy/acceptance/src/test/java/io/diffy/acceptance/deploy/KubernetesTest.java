package io.diffy.acceptance.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.acceptance.it.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The manifests fit each other, the images, the program's settings, and the rights of each role.
 */
final class KubernetesTest {
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final Path FOLDER = ROOT.resolve("deploy/kubernetes");
  private static final String AGENT_IMAGE = "deploy/agent/src/layout/docker/Dockerfile";
  private static final Pattern TARGET =
      Pattern.compile("^FROM (?:diffy|\\S+BASE\\S) AS (\\w+)$", Pattern.MULTILINE);
  private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");
  private static final Pattern SETTING = Pattern.compile("\\bDIFFY_[A-Z0-9_]+");
  private static final List<String> ROLES =
      List.of(
          "processor",
          "agent",
          "collector",
          "osquery",
          "console",
          "sink",
          "archive",
          "responder",
          "siem");

  private Set<String> images;
  private Manifests base;

  @BeforeEach
  void read() throws IOException {
    String version = VERSION.matcher(text("pom.xml")).results().findFirst().orElseThrow().group(1);
    images =
        TARGET
            .matcher(text("deploy/docker/Dockerfile") + text(AGENT_IMAGE))
            .results()
            .map(target -> "diffy/" + target.group(1) + ":" + version)
            .collect(Collectors.toSet());
    base = Manifests.in(FOLDER.resolve("base"));
  }

  @Test
  void whatIsThereFits() {
    assertEquals(List.of(), complaints(base, images));
    assertEquals(List.of(), KubernetesTypes.complaints(base));
    assertTrue(base.objects().size() > 10);
  }

  @Test
  void whatIsBrokenIsSeen() throws IOException {
    broken(
        "StatefulSet",
        "diffy-processor",
        "its selector does not select its own pods",
        o -> put(o, "/spec/template/metadata/labels", "app.kubernetes.io/component", "x"));
    broken(
        "StatefulSet",
        "diffy-processor",
        "there is no service x",
        o -> put(o, "/spec", "serviceName", "x"));
    broken(
        "Deployment",
        "diffy-console",
        "no image diffy/console:latest",
        o -> put(o, "/spec/template/spec/containers/0", "image", "diffy/console:latest"));
    broken(
        "Deployment",
        "diffy-sink",
        "its livenessProbe runs",
        o -> put(o, "/spec/template/spec/containers/0", "livenessProbe", "x"));
    broken(
        "DaemonSet",
        "diffy-agent",
        "no volume x",
        o -> put(o, "/spec/template/spec/containers/0/volumeMounts/0", "name", "x"));
    broken(
        "Deployment",
        "diffy-sink",
        "everybody may write",
        o -> put(o, "/spec/template/spec/volumes/0", "emptyDir", "x"));
    broken(
        "Service",
        "diffy-console",
        "diffy-console has no port x",
        o -> put(o, "/spec/ports/0", "targetPort", "x"));
    broken(
        "Service",
        "diffy-console",
        "nobody is behind its selector",
        o -> put(o, "/spec/selector", "app.kubernetes.io/component", "x"));
    broken(
        "PodDisruptionBudget",
        "diffy-processor",
        "no node can ever be drained",
        o -> put(o, "/spec", "minAvailable", "2"));
    broken(
        "NetworkPolicy",
        "diffy-console",
        "a pod has no port 81",
        o -> put(o, "/spec/ingress/0/ports/0", "port", "81"));
  }

  @Test
  void whatNoServerWouldTakeIsSeen() {
    ObjectNode processor = base.object("StatefulSet", "diffy-processor");
    put(processor, "/spec/template/spec/containers/0/ports/0", "containerPort", "health");
    put(base.object("Deployment", "diffy-sink"), "/spec", "replica", "2");
    put(base.object("Service", "diffy-console"), "", "apiVersion", "v2");
    List<String> said = KubernetesTypes.complaints(base);
    assertEquals(3, said.size(), said::toString);
    assertTrue(said.stream().anyMatch(s -> s.contains("Integer` from String \"health\"")));
    assertTrue(said.stream().anyMatch(s -> s.contains("Unrecognized field \"replica\"")));
    assertTrue(said.stream().anyMatch(s -> s.startsWith("Service of v2: ")));
  }

  private void broken(String kind, String name, String complaint, Consumer<ObjectNode> breaks)
      throws IOException {
    Manifests copy = Manifests.in(FOLDER.resolve("base"));
    breaks.accept(copy.object(kind, name));
    List<String> said = complaints(copy, images);
    assertTrue(
        said.stream().anyMatch(s -> s.contains(complaint)), () -> complaint + ", not " + said);
  }

  private static void put(ObjectNode object, String where, String field, String value) {
    ((ObjectNode) object.at(where)).put(field, value);
  }

  /** What nothing reads would end a service at its start. */
  @Test
  void everySettingIsOneOfTheProgram() throws IOException {
    // Of diffy and of diffy-agent.
    String known =
        "\n" + Cli.diffy("settings").out() + text("deploy/agent/src/layout/etc/agent.properties");
    Set<String> unknown = new TreeSet<>();
    for (String file :
        List.of(
            "deploy/kubernetes/base/settings.yaml",
            "deploy/kubernetes/base/console.yaml",
            "deploy/kubernetes/base/agent.yaml",
            "deploy/compose/single/compose.yaml",
            "deploy/compose/full/compose.yaml",
            "deploy/docker/Dockerfile",
            AGENT_IMAGE)) {
      SETTING
          .matcher(text(file).replaceAll("\\$\\{DIFFY_[A-Z_]+", ""))
          .results()
          .map(found -> found.group())
          .filter(name -> !Set.of("DIFFY_CONFIG", "DIFFY_JAVA_OPTS").contains(name))
          .filter(name -> !name.startsWith("DIFFY_KAFKA_"))
          .filter(name -> !known.matches("(?s).*\n" + key(name) + "[ =].*"))
          .forEach(name -> unknown.add(file + ": " + name));
    }
    assertEquals(Set.of(), unknown);
  }

  private static String key(String variable) {
    return variable.substring("DIFFY_".length()).toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The small program, and the programs that its image's probes run. */
  @Test
  void agentsAreTheSmallProgram() throws IOException {
    String image = text(AGENT_IMAGE);
    assertTrue(image.contains("ENTRYPOINT [\"/opt/diffy/bin/diffy-agent\"]"), image);
    assertTrue(image.contains(" docker/healthy /opt/diffy/bin/healthy"), image);
    JsonNode agent = base.object("DaemonSet", "diffy-agent").at("/spec/template/spec/containers/0");
    assertTrue(agent.path("args").isMissingNode(), () -> "diffy-agent has no commands: " + agent);
  }

  @Test
  void usersOfStrimziHaveTheRightsOfTheirRoles() throws Exception {
    StringBuilder made =
        new StringBuilder(
            "# Made by deploy/acl/strimzi.sh for each role; a test compares. Apply where Strimzi watches.\n");
    for (String role : ROLES) {
      made.append("---\n").append(run("deploy/acl/strimzi.sh", role));
    }
    assertEquals(made.toString(), text("deploy/kubernetes/strimzi/users.yaml"));
  }

  @Test
  void topicsOfStrimziAreAsDeclared() throws IOException {
    assertEquals(
        "# Made by: diffy topics --print strimzi --replication 3 --partitions 12\n"
            + Cli.diffy("topics", "--print", "strimzi", "--replication", "3", "--partitions", "12")
                .out(),
        text("deploy/kubernetes/strimzi/topics.yaml"));
  }

  /** With kubectl on the PATH; it needs no cluster. */
  @Test
  void overlaysFitAsWell() throws Exception {
    assumeTrue(isThere("kubectl"), "no kubectl");
    for (String overlay : List.of("small", "production")) {
      String made = run("kubectl", "kustomize", FOLDER.resolve("overlays/" + overlay).toString());
      Manifests all = new Manifests(Manifests.read(made.replace("registry.example.net/", "")));
      assertEquals(List.of(), complaints(all, images), overlay);
      assertEquals(List.of(), KubernetesTypes.complaints(all), overlay);
      JsonNode replicas = all.object("StatefulSet", "diffy-processor").at("/spec/replicas");
      assertEquals(overlay.equals("small") ? 1 : 3, replicas.asInt());
    }
  }

  private static List<String> complaints(Manifests manifests, Set<String> images) {
    return manifests.complaints(images, Set.of("/opt/diffy/bin/healthy"));
  }

  private static boolean isThere(String program) {
    return List.of(System.getenv("PATH").split(":", -1)).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static String run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .directory(ROOT.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), () -> String.join(" ", command));
    return said;
  }

  private static String text(String file) throws IOException {
    return Files.readString(ROOT.resolve(file), UTF_8);
  }
}
