package io.diffy.acceptance.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Objects of Kubernetes held against each other: what a server takes and then does nothing with,
 * such as a selector that selects nobody. It is no schema check.
 */
record Manifests(List<ObjectNode> objects) {
  private static final Set<String> WORKLOADS = Set.of("StatefulSet", "Deployment", "DaemonSet");

  static Manifests in(Path folder) throws IOException {
    List<ObjectNode> objects = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        if (!file.endsWith("kustomization.yaml")) {
          objects.addAll(read(Files.readString(file)));
        }
      }
    }
    return new Manifests(objects);
  }

  static List<ObjectNode> read(String yaml) throws IOException {
    YAMLMapper mapper = new YAMLMapper();
    try (MappingIterator<ObjectNode> all = mapper.readerFor(ObjectNode.class).readValues(yaml)) {
      return all.readAll();
    }
  }

  ObjectNode object(String kind, String name) {
    return objects.stream()
        .filter(o -> kind(o).equals(kind) && name(o).equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
  }

  /**
   * What is wrong, a sentence each.
   *
   * @param images that are built, with their version
   * @param programs that an image holds
   */
  List<String> complaints(Set<String> images, Set<String> programs) {
    List<String> wrong = new ArrayList<>();
    for (ObjectNode object : objects) {
      String who = kind(object) + " " + name(object);
      if (WORKLOADS.contains(kind(object))) {
        workload(object, who, images, programs, wrong);
      }
      switch (kind(object)) {
        case "Service" -> service(object, who, wrong);
        case "PodDisruptionBudget" -> budget(object, who, wrong);
        case "NetworkPolicy" -> policy(object, who, wrong);
        default -> {}
      }
    }
    return wrong;
  }

  private void workload(
      ObjectNode object, String who, Set<String> images, Set<String> programs, List<String> wrong) {
    if (!selects(object.at("/spec/selector/matchLabels"), labels(object))) {
      wrong.add(who + ": its selector does not select its own pods");
    }
    if (kind(object).equals("StatefulSet")
        && named("Service", object.at("/spec/serviceName").asText()).isEmpty()) {
      wrong.add(who + ": there is no service " + object.at("/spec/serviceName").asText());
    }
    Set<String> volumes = new HashSet<>();
    for (JsonNode volume : object.at("/spec/template/spec/volumes")) {
      volumes.add(volume.path("name").asText());
      if (volume.has("emptyDir")) {
        wrong.add(who + ": everybody may write into an emptyDir, so the program refuses it");
      }
    }
    object
        .at("/spec/volumeClaimTemplates")
        .forEach(v -> volumes.add(v.at("/metadata/name").asText()));
    for (JsonNode container : object.at("/spec/template/spec/containers")) {
      if (!images.contains(container.path("image").asText())) {
        wrong.add(who + ": no image " + container.path("image").asText());
      }
      for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
        String program = container.path(probe).at("/exec/command/0").asText();
        if (!programs.contains(program)) {
          wrong.add("%s: its %s runs \"%s\"".formatted(who, probe, program));
        }
      }
      if (container.at("/resources/requests/memory").isMissingNode()
          || container.at("/resources/limits/memory").isMissingNode()) {
        wrong.add(who + ": no request or limit of memory");
      }
      if (!container.at("/securityContext/readOnlyRootFilesystem").asBoolean()) {
        wrong.add(who + ": its root file system can be written");
      }
      for (JsonNode mount : container.path("volumeMounts")) {
        if (!volumes.contains(mount.path("name").asText())) {
          wrong.add(who + ": no volume " + mount.path("name").asText());
        }
      }
      for (JsonNode from : container.path("envFrom")) {
        if (named("ConfigMap", from.at("/configMapRef/name").asText()).isEmpty()) {
          wrong.add(who + ": no config map " + from.at("/configMapRef/name").asText());
        }
      }
    }
  }

  private void service(ObjectNode object, String who, List<String> wrong) {
    List<ObjectNode> behind = selected(object.at("/spec/selector"));
    if (behind.isEmpty()) {
      wrong.add(who + ": nobody is behind its selector");
    }
    for (JsonNode port : object.at("/spec/ports")) {
      String target = port.path("targetPort").asText();
      behind.stream()
          .filter(workload -> ports(workload, "name").noneMatch(target::equals))
          .forEach(
              workload ->
                  wrong.add("%s: %s has no port %s".formatted(who, name(workload), target)));
    }
  }

  private void budget(ObjectNode object, String who, List<String> wrong) {
    List<ObjectNode> kept = selected(object.at("/spec/selector/matchLabels"));
    if (kept.isEmpty()) {
      wrong.add(who + ": nobody is behind its selector");
    }
    for (ObjectNode workload : kept) {
      if (workload.at("/spec/replicas").asInt() <= object.at("/spec/minAvailable").asInt()) {
        wrong.add(who + ": no node can ever be drained");
      }
    }
  }

  private void policy(ObjectNode object, String who, List<String> wrong) {
    List<ObjectNode> guarded = selected(object.at("/spec/podSelector/matchLabels"));
    if (guarded.isEmpty()) {
      wrong.add(who + ": nobody is behind its selector");
    }
    for (JsonNode rule : object.at("/spec/ingress")) {
      for (JsonNode port : rule.path("ports")) {
        String number = port.path("port").asText();
        if (guarded.stream().anyMatch(w -> ports(w, "containerPort").noneMatch(number::equals))) {
          wrong.add(who + ": a pod has no port " + number);
        }
      }
    }
  }

  private List<ObjectNode> selected(JsonNode selector) {
    return objects.stream()
        .filter(o -> WORKLOADS.contains(kind(o)) && selects(selector, labels(o)))
        .toList();
  }

  private List<ObjectNode> named(String kind, String name) {
    return objects.stream().filter(o -> kind(o).equals(kind) && name(o).equals(name)).toList();
  }

  private static boolean selects(JsonNode selector, JsonNode labels) {
    return selector.size() > 0
        && selector.properties().stream()
            .allMatch(one -> one.getValue().equals(labels.get(one.getKey())));
  }

  private static JsonNode labels(ObjectNode workload) {
    return workload.at("/spec/template/metadata/labels");
  }

  private static Stream<String> ports(ObjectNode workload, String field) {
    return StreamSupport.stream(workload.at("/spec/template/spec/containers").spliterator(), false)
        .flatMap(c -> StreamSupport.stream(c.path("ports").spliterator(), false))
        .map(port -> port.path(field).asText());
  }

  static String kind(ObjectNode object) {
    return object.path("kind").asText();
  }

  static String name(ObjectNode object) {
    return object.at("/metadata/name").asText();
  }
}
