package io.diffy.schemas;

/**
 * The key of a group and of every record about it: {@code <account>:<region>:<asg>} where account
 * or region is known, else the plain name. The one place where such keys are made and read.
 */
public record GroupKey(String account, String region, String asg) implements Comparable<GroupKey> {

  /** A group of which neither account nor region is known. */
  public static GroupKey named(String asg) {
    return new GroupKey("", "", asg);
  }

  public static GroupKey parse(String text) {
    String[] parts = text.split(":", 3);
    return parts.length == 3 ? new GroupKey(parts[0], parts[1], parts[2]) : named(text);
  }

  /** Whether a person may mean it by this name: its key, or the end of its key. */
  public boolean isNamed(String name) {
    return toString().equals(name) || toString().endsWith(":" + name);
  }

  @Override
  public String toString() {
    return account.isEmpty() && region.isEmpty() ? asg : account + ":" + region + ":" + asg;
  }

  @Override
  public int compareTo(GroupKey other) {
    return toString().compareTo(other.toString());
  }
}
