package io.diffy.schemas;

import java.util.Objects;

/**
 * One host of a group, as an observation names it. What is unknown is empty, never null.
 *
 * @param group the group; on AWS an Auto Scaling Group of an account and region
 * @param instanceId the host within the group; on AWS the instance id
 * @param cohort the image, launch template version and machine type
 * @param address where it is
 */
public record Instance(GroupKey group, String instanceId, Cohort cohort, Address address) {

  /**
   * Where a host is.
   *
   * @param az availability zone
   * @param hostname the host's own name
   * @param privateIp the host's own address
   */
  public record Address(String az, String hostname, String privateIp) {
    public static final Address UNKNOWN = new Address("", "", "");

    public Address {
      az = Objects.requireNonNullElse(az, "");
      hostname = Objects.requireNonNullElse(hostname, "");
      privateIp = Objects.requireNonNullElse(privateIp, "");
    }
  }

  public Instance {
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(instanceId, "instanceId");
    Objects.requireNonNull(cohort, "cohort");
    Objects.requireNonNull(address, "address");
  }

  /** An instance of which only the name is known. */
  public static Instance named(GroupKey group, String instanceId) {
    return new Instance(group, instanceId, Cohort.UNKNOWN, Address.UNKNOWN);
  }

  /** An instance of a group without account and region, of which only the name is known. */
  public static Instance named(String asg, String instanceId) {
    return named(GroupKey.named(asg), instanceId);
  }

  public String asg() {
    return group.asg();
  }

  public String account() {
    return group.account();
  }

  public String region() {
    return group.region();
  }

  public String launchVersion() {
    return cohort.launchVersion();
  }

  public String ami() {
    return cohort.ami();
  }

  public String instanceType() {
    return cohort.instanceType();
  }

  public String az() {
    return address.az();
  }

  public String hostname() {
    return address.hostname();
  }

  public String privateIp() {
    return address.privateIp();
  }
}
