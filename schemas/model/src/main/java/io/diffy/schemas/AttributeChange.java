package io.diffy.schemas;

import java.util.List;

/**
 * An attribute of a found thing that some hosts show otherwise than they did.
 *
 * @param old what they showed; several values when they had several rows of the thing
 * @param now what they show
 * @param instances on which hosts, sorted, the first {@value #MOST_NAMED}
 * @param hosts on how many
 */
public record AttributeChange(
    String column, String old, String now, List<String> instances, int hosts) {
  public static final int MOST_NAMED = 10;
}
