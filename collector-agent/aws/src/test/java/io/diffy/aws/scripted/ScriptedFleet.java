package io.diffy.aws.scripted;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Auto Scaling Groups and their EC2 instances behind a {@link ScriptedAws}, in the names of the
 * wire. EC2 knows each instance of a group until it is {@link #forget forgotten}.
 */
public final class ScriptedFleet {
  public static final String ACCOUNT = "123456789012";
  public static final String TEMPLATE = "lt-0web";

  private final Map<String, Map<String, Object>> groups = new TreeMap<>();
  private final Map<String, Map<String, Object>> instances = new TreeMap<>();
  private final int pageSize;

  private ScriptedFleet(int pageSize) {
    this.pageSize = pageSize;
  }

  /** Scripts DescribeAutoScalingGroups and DescribeInstances, in pages of this size. */
  public static ScriptedFleet on(ScriptedAws aws, int pageSize) {
    ScriptedFleet fleet = new ScriptedFleet(pageSize);
    aws.on("autoscaling", "DescribeAutoScalingGroups", fleet.describeGroups());
    aws.on("ec2", "DescribeInstances", fleet.describeInstances());
    return fleet;
  }

  /** A group of launch template {@link #TEMPLATE}, and what is to be written otherwise. */
  public synchronized ScriptedFleet group(
      String name, List<Map<String, Object>> members, Map<String, Object> otherwise) {
    Map<String, Object> group = new LinkedHashMap<>();
    group.put("AutoScalingGroupName", name);
    group.put(
        "AutoScalingGroupARN",
        "arn:aws:autoscaling:us-east-1:%s:autoScalingGroup:0:autoScalingGroupName/%s"
            .formatted(ACCOUNT, name));
    group.put("LaunchTemplate", template(TEMPLATE, "web", "$Latest"));
    group.put("MinSize", 0);
    group.put("MaxSize", 100);
    group.put("DesiredCapacity", members.size());
    group.put("DefaultCooldown", 300);
    group.put("AvailabilityZones", List.of("us-east-1a"));
    group.put("HealthCheckType", "EC2");
    group.put("CreatedTime", "2026-01-01T00:00:00Z");
    group.put("Instances", List.copyOf(members));
    group.putAll(otherwise);
    group.values().removeIf(""::equals);
    groups.put(name, group);
    for (Map<String, Object> member : members) {
      String id = (String) member.get("InstanceId");
      instances.putIfAbsent(id, instance(id, "running", Map.of()));
    }
    return this;
  }

  public ScriptedFleet group(String name, List<Map<String, Object>> members) {
    return group(name, members, Map.of());
  }

  /** An instance of no group, or in place of the one EC2 knows. */
  public synchronized ScriptedFleet put(Map<String, Object> instance) {
    instances.put((String) instance.get("instanceId"), instance);
    return this;
  }

  /** EC2 has never heard of it. */
  public synchronized ScriptedFleet forget(String id) {
    instances.remove(id);
    return this;
  }

  /** A member of a group, of a version of the group's template. */
  public static Map<String, Object> member(String id, String state, String version) {
    return member(id, state, Map.of("LaunchTemplate", template(TEMPLATE, "web", version)));
  }

  public static Map<String, Object> member(String id, String state, Map<String, ?> launched) {
    Map<String, Object> member = new LinkedHashMap<>();
    member.put("InstanceId", id);
    member.put("InstanceType", "m5.large");
    member.put("AvailabilityZone", "us-east-1a");
    member.put("LifecycleState", state);
    member.put("HealthStatus", "Healthy");
    member.put("ProtectedFromScaleIn", false);
    member.putAll(launched);
    return member;
  }

  public static Map<String, Object> template(String id, String name, String version) {
    Map<String, Object> template = new LinkedHashMap<>();
    template.put("LaunchTemplateId", id);
    template.put("LaunchTemplateName", name);
    template.put("Version", version);
    return template;
  }

  /** An instance as EC2 describes it. */
  public static Map<String, Object> instance(String id, String state, Map<String, String> tags) {
    int host = Math.floorMod(id.hashCode(), 250) + 1;
    Map<String, Object> instance = new LinkedHashMap<>();
    instance.put("instanceId", id);
    instance.put("imageId", "ami-0web");
    instance.put("instanceState", Map.of("code", 16, "name", state));
    instance.put("privateDnsName", "ip-10-0-0-" + host + ".ec2.internal");
    instance.put("privateIpAddress", "10.0.0." + host);
    instance.put("instanceType", "m5.large");
    instance.put("launchTime", "2026-11-20T01:00:00.000Z");
    instance.put("placement", Map.of("availabilityZone", "us-east-1a", "tenancy", "default"));
    List<Map<String, String>> tagSet = new ArrayList<>();
    new TreeMap<>(tags).forEach((key, value) -> tagSet.add(Map.of("key", key, "value", value)));
    instance.put("tagSet", tagSet);
    return instance;
  }

  private Handler describeGroups() {
    return Handler.paged(
        call -> {
          List<String> names = call.numbered("AutoScalingGroupNames.member");
          synchronized (this) {
            return groups.values().stream()
                .filter(
                    group -> names.isEmpty() || names.contains(group.get("AutoScalingGroupName")))
                .toList();
          }
        },
        pageSize,
        call -> call.param("NextToken"),
        (page, next) ->
            next.isEmpty()
                ? Map.of("AutoScalingGroups", page)
                : Map.of("AutoScalingGroups", page, "NextToken", next));
  }

  private Handler describeInstances() {
    Handler list =
        Handler.paged(
            this::matching,
            pageSize,
            call -> call.param("NextToken"),
            (page, next) ->
                next.isEmpty()
                    ? Map.of("reservationSet", reservations(page))
                    : Map.of("reservationSet", reservations(page), "nextToken", next));
    // Ids and a page's size can't be given together, and all that is asked by id comes at once.
    Handler byId = call -> Answer.of(Map.of("reservationSet", reservations(matching(call))));
    return call -> {
      List<String> ids = call.numbered("InstanceId");
      if (ids.isEmpty()) {
        return list.answer(call);
      }
      if (!call.param("MaxResults").isEmpty()) {
        return Answer.error(
            400,
            "InvalidParameterCombination",
            "The parameter instancesSet cannot be used with the parameter maxResults");
      }
      synchronized (this) {
        List<String> unknown = ids.stream().filter(id -> !instances.containsKey(id)).toList();
        return unknown.isEmpty()
            ? byId.answer(call)
            : Answer.error(
                400,
                "InvalidInstanceID.NotFound",
                "The instance IDs '" + String.join(", ", unknown) + "' do not exist");
      }
    };
  }

  private synchronized List<Map<String, Object>> matching(Call call) {
    List<String> ids = call.numbered("InstanceId");
    Predicate<Map<String, Object>> matches =
        instance -> ids.isEmpty() || ids.contains(instance.get("instanceId"));
    for (int i = 1; !call.param("Filter." + i + ".Name").isEmpty(); i++) {
      String name = call.param("Filter." + i + ".Name");
      List<String> values = call.numbered("Filter." + i + ".Value");
      matches = matches.and(instance -> values.contains(filtered(instance, name)));
    }
    return instances.values().stream().filter(matches).toList();
  }

  /** The value a filter compares, with EC2's wild cards escaped as the filter must escape them. */
  private static String filtered(Map<String, Object> instance, String name) {
    if (name.equals("instance-id")) {
      return (String) instance.get("instanceId");
    }
    for (Object tag : (List<?>) instance.get("tagSet")) {
      if (name.equals("tag:" + ((Map<?, ?>) tag).get("key"))) {
        return String.valueOf(((Map<?, ?>) tag).get("value"))
            .replace("\\", "\\\\")
            .replace("*", "\\*")
            .replace("?", "\\?");
      }
    }
    return "";
  }

  private static List<Map<String, Object>> reservations(List<Map<String, Object>> page) {
    return page.stream()
        .map(
            instance ->
                Map.<String, Object>of(
                    "reservationId",
                    "r-" + instance.get("instanceId"),
                    "ownerId",
                    ACCOUNT,
                    "instancesSet",
                    List.of(instance)))
        .toList();
  }
}
