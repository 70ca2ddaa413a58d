package io.diffy.schemas.json;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** OCSF's observables: the values of the event that a person searches for elsewhere, each once. */
final class Observables {
  /** Of many instances, the list under {@code unmapped.diffy} is the one to search. */
  private static final int MAX_INSTANCES = 50;

  private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::", "0");

  private final ArrayNode observables = Nodes.array();
  private final Set<String> seen = new HashSet<>();

  private Observables() {}

  /** OCSF's types of observables, with the numbers and labels it gives them. */
  private enum Type {
    HOSTNAME(1, "Hostname"),
    IP(2, "IP Address"),
    USER_NAME(4, "User Name"),
    HASH(8, "Hash"),
    PROCESS_NAME(9, "Process Name"),
    RESOURCE_UID(10, "Resource UID"),
    PORT(11, "Port"),
    COMMAND_LINE(13, "Command Line"),
    FILE_PATH(45, "File Path");

    private final int id;
    private final String label;

    Type(int id, String label) {
      this.id = id;
      this.label = label;
    }
  }

  /** Where in an evidence which type stands. */
  private record Place(String name, JsonPointer pointer, Type type) {
    Place(String pointer, Type type) {
      this(
          "evidences[]." + pointer.replaceAll("/\\d", "[]").replace('/', '.'),
          JsonPointer.compile("/" + pointer),
          type);
    }
  }

  private static final List<Place> PLACES =
      List.of(
          new Place("src_endpoint/ip", Type.IP),
          new Place("src_endpoint/port", Type.PORT),
          new Place("dst_endpoint/ip", Type.IP),
          new Place("dst_endpoint/port", Type.PORT),
          new Place("process/name", Type.PROCESS_NAME),
          new Place("process/cmd_line", Type.COMMAND_LINE),
          new Place("process/file/path", Type.FILE_PATH),
          new Place("job/cmd_line", Type.COMMAND_LINE),
          new Place("job/file/path", Type.FILE_PATH),
          new Place("file/path", Type.FILE_PATH),
          new Place("file/hashes/0/value", Type.HASH),
          new Place("file/hashes/1/value", Type.HASH),
          new Place("file/hashes/2/value", Type.HASH),
          new Place("file/owner/name", Type.USER_NAME),
          new Place("user/name", Type.USER_NAME));

  static ArrayNode of(Finding finding, ArrayNode evidences) {
    Observables found = new Observables();
    found.addInstances(finding.instances());
    for (JsonNode evidence : evidences) {
      for (Place place : PLACES) {
        found.add(place.type(), place.name(), evidence.at(place.pointer()).asText(""));
      }
    }
    return found.observables;
  }

  private void addInstances(List<Instance> instances) {
    if (instances.size() == 1) {
      Instance instance = instances.get(0);
      add(Type.HOSTNAME, "device.hostname", instance.hostname());
      add(Type.IP, "device.ip", IpAddresses.isIp(instance.privateIp()) ? instance.privateIp() : "");
      add(Type.RESOURCE_UID, "device.instance_uid", instance.instanceId());
    } else {
      instances.stream()
          .limit(MAX_INSTANCES)
          .forEach(one -> add(Type.RESOURCE_UID, "resources[].uid", one.instanceId()));
    }
  }

  private void add(Type type, String name, String value) {
    boolean nothing = value.isEmpty() || ANY_ADDRESS.contains(value);
    if (!nothing && seen.add(type + "=" + value)) {
      ObjectNode observable = observables.addObject();
      observable.put("name", name).put("type_id", type.id).put("type", type.label);
      observable.put("value", value);
    }
  }
}
