package io.diffy.schemas;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * The instances of a group that share image, launch template version and instance type. Unknown
 * parts are empty.
 */
public record Cohort(String ami, String launchVersion, String instanceType)
    implements Comparable<Cohort> {

  /** Nothing is known, or all are meant. */
  public static final Cohort UNKNOWN = new Cohort("", "", "");

  private static final Comparator<Cohort> ORDER =
      Comparator.comparing(Cohort::launchVersion)
          .thenComparing(Cohort::ami)
          .thenComparing(Cohort::instanceType);

  public Cohort {
    ami = Objects.requireNonNullElse(ami, "");
    launchVersion = Objects.requireNonNullElse(launchVersion, "");
    instanceType = Objects.requireNonNullElse(instanceType, "");
  }

  /**
   * For a person: {@code launch version 7, ami-1, m5.large}; {@code all instances} when nothing is
   * known.
   */
  public String label() {
    List<String> parts = new ArrayList<>();
    if (!launchVersion.isEmpty()) {
      parts.add("launch version " + launchVersion);
    }
    if (!ami.isEmpty()) {
      parts.add(ami);
    }
    if (!instanceType.isEmpty()) {
      parts.add(instanceType);
    }
    return parts.isEmpty() ? "all instances" : String.join(", ", parts);
  }

  @Override
  public int compareTo(Cohort other) {
    return ORDER.compare(this, other);
  }
}
