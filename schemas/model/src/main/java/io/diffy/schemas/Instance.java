package io.diffy.schemas;

import java.util.Objects;

/**
 * One host of a group, as an observation names it. Every text except {@code asg} and {@code
 * instanceId} is empty when unknown, never null.
 *
 * @param asg the group's own name; on AWS the Auto Scaling Group
 * @param account the cloud account, digits on AWS
 * @param region the cloud region
 * @param instanceId the host within the group; on AWS the instance id
 * @param launchVersion launch template version
 * @param ami image id
 * @param instanceType machine type
 * @param az availability zone
 * @param hostname the host's own name
 * @param privateIp the host's own address
 */
public record Instance(
    String asg,
    String account,
    String region,
    String instanceId,
    String launchVersion,
    String ami,
    String instanceType,
    String az,
    String hostname,
    String privateIp) {

  public Instance {
    Objects.requireNonNull(asg, "asg");
    Objects.requireNonNull(instanceId, "instanceId");
    account = Objects.requireNonNullElse(account, "");
    region = Objects.requireNonNullElse(region, "");
    launchVersion = Objects.requireNonNullElse(launchVersion, "");
    ami = Objects.requireNonNullElse(ami, "");
    instanceType = Objects.requireNonNullElse(instanceType, "");
    az = Objects.requireNonNullElse(az, "");
    hostname = Objects.requireNonNullElse(hostname, "");
    privateIp = Objects.requireNonNullElse(privateIp, "");
  }

  /** An instance of which only the name is known. */
  public static Instance named(String asg, String instanceId) {
    return new Instance(asg, "", "", instanceId, "", "", "", "", "", "");
  }

  public GroupKey group() {
    return new GroupKey(account, region, asg);
  }

  public Cohort cohort() {
    return new Cohort(ami, launchVersion, instanceType);
  }
}
