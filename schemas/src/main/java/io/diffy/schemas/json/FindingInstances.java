package io.diffy.schemas.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import io.diffy.schemas.Sighting;
import io.diffy.schemas.codec.MalformedRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The instances of a finding: as OCSF resources, by id, and with all we know of them. */
final class FindingInstances {
  private static final int AFFECTED = 3;

  /** Of a resource: field names, type, role. */
  private static final int ROOM_OF_RESOURCE = 66;

  /** Of the field names of a host, without those of its group. */
  private static final int ROOM_OF_FIELDS = 86;

  /** Of the longest field name of its group. */
  private static final int ROOM_OF_FIELD = 10;

  private FindingInstances() {}

  /** OCSF resource_details, for no more than {@value FindingLimits#MAX_DESCRIBED} of them. */
  static ArrayNode resources(Finding finding) {
    ArrayNode resources = Nodes.array();
    for (Instance instance : described(finding)) {
      ObjectNode resource = resources.addObject();
      resource.put("uid", instance.instanceId());
      resource.put(
          "name", instance.hostname().isEmpty() ? instance.instanceId() : instance.hostname());
      if (Cloud.isAws(finding.group())) {
        resource.put("type", "AWS::EC2::Instance");
      }
      resource.put("role_id", AFFECTED);
      Nodes.text(resource, "region", instance.region());
    }
    return resources;
  }

  static List<Instance> described(Finding finding) {
    int count = Math.min(finding.instances().size(), FindingLimits.MAX_DESCRIBED);
    return finding.instances().subList(0, count);
  }

  /**
   * Under {@code unmapped.diffy}: the id of the one, the ids of several, and what else is known.
   */
  static void writeIds(ObjectNode diffy, List<Instance> instances) {
    if (instances.size() == 1) {
      diffy.put("instance_id", instances.get(0).instanceId());
    } else {
      ArrayNode ids = diffy.putArray("instances");
      instances.forEach(instance -> ids.add(instance.instanceId()));
    }
  }

  static void writeHosts(ObjectNode diffy, List<Instance> instances, GroupKey group) {
    ArrayNode hosts = Nodes.array();
    for (Instance instance : instances) {
      if (!instance.equals(Instance.named(group, instance.instanceId()))) {
        writeHost(hosts.addObject(), instance, group);
      }
    }
    Nodes.list(diffy, "hosts", hosts);
  }

  /** Since when each shows it, and of how many that is left out. */
  static void writeSightings(ObjectNode diffy, Finding finding) {
    List<Sighting> sightings = finding.lifecycle().seen().hosts();
    FindingFields.SIGHTINGS.write(diffy, sightings);
    int more = finding.instances().size() - sightings.size();
    if (!sightings.isEmpty() && more > 0) {
      diffy.put("sightings_left_out", more);
    }
  }

  private static void writeHost(ObjectNode host, Instance instance, GroupKey group) {
    host.put("instance_id", instance.instanceId());
    putOther(host, "asg", instance.asg(), group.asg());
    putOther(host, "account", instance.account(), group.account());
    putOther(host, "region", instance.region(), group.region());
    Nodes.text(host, "launch_version", instance.launchVersion());
    Nodes.text(host, "ami", instance.ami());
    Nodes.text(host, "instance_type", instance.instanceType());
    Nodes.text(host, "az", instance.az());
    Nodes.text(host, "hostname", instance.hostname());
    Nodes.text(host, "private_ip", instance.privateIp());
  }

  private static void putOther(ObjectNode host, String field, String value, String ofGroup) {
    if (!value.equals(ofGroup)) {
      host.put(field, value);
    }
  }

  static List<Instance> read(Fields diffy, GroupKey group) throws MalformedRecord {
    Map<String, Instance> hosts = new HashMap<>();
    if (diffy.has("hosts")) {
      for (Fields host : diffy.objects("hosts")) {
        Instance instance = readHost(host, group);
        hosts.put(instance.instanceId(), instance);
      }
    }
    List<String> ids =
        diffy.has("instance_id") ? List.of(diffy.name("instance_id")) : diffy.names("instances");
    List<Instance> instances = new ArrayList<>();
    for (String id : ids) {
      instances.add(hosts.getOrDefault(id, Instance.named(group, id)));
    }
    return List.copyOf(instances);
  }

  private static Instance readHost(Fields host, GroupKey group) throws MalformedRecord {
    return new Instance(
        new GroupKey(
            host.has("account") ? host.nameOrEmpty("account") : group.account(),
            host.has("region") ? host.nameOrEmpty("region") : group.region(),
            host.has("asg") ? host.nameOrEmpty("asg") : group.asg()),
        host.name("instance_id"),
        new Cohort(
            host.nameOrEmpty("ami"),
            host.nameOrEmpty("launch_version"),
            host.nameOrEmpty("instance_type")),
        new Address(
            host.nameOrEmpty("az"), host.nameOrEmpty("hostname"), host.nameOrEmpty("private_ip")));
  }

  /** At most so many bytes for naming an instance. */
  static int roomOfId(Instance instance, boolean asResource) {
    int id = Nodes.room(instance.instanceId());
    return asResource ? 3 * id + ROOM_OF_RESOURCE + Nodes.room(instance.region()) : id;
  }

  /** At most so many bytes more for telling all about it; 0 when nothing is known. */
  static int roomOfDetails(Instance i, GroupKey group) {
    if (i.equals(Instance.named(group, i.instanceId()))) {
      return 0;
    }
    int own =
        Stream.of(
                i.instanceId(),
                i.launchVersion(),
                i.ami(),
                i.instanceType(),
                i.az(),
                i.hostname(),
                i.hostname(),
                i.privateIp())
            .mapToInt(Nodes::room)
            .sum();
    return ROOM_OF_FIELDS
        + own
        + roomOfOther(i.asg(), group.asg())
        + roomOfOther(i.account(), group.account())
        + roomOfOther(i.region(), group.region());
  }

  private static int roomOfOther(String value, String ofGroup) {
    return value.equals(ofGroup) ? 0 : ROOM_OF_FIELD + Nodes.room(value);
  }
}
