package io.diffy.aws.ssm;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Lists of instance ids, as SendCommand takes them. */
final class InstanceIds {
  /** SendCommand takes no more; more have been answered with "Rate exceeded", not with an error. */
  static final int MOST = 50;

  /**
   * Hosts of EC2, and others that were registered with SSM. SendCommand's own model also says how
   * long they are; an id of another length is SSM's to refuse.
   */
  private static final Pattern KNOWN = Pattern.compile("m?i-[\\w-]{1,64}");

  private InstanceIds() {}

  /** Whether SSM could know a host by this id. One that it could not would fail a whole call. */
  static boolean isKnown(String id) {
    return KNOWN.matcher(id).matches();
  }

  /** The list in pieces of at most {@code most}, in order. */
  static List<List<String>> pieces(List<String> ids, int most) {
    List<List<String>> pieces = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += most) {
      pieces.add(List.copyOf(ids.subList(from, Math.min(ids.size(), from + most))));
    }
    return pieces;
  }

  /** Two halves of a list of two or more. */
  static List<List<String>> halves(List<String> ids) {
    int middle = (ids.size() + 1) / 2;
    return List.of(
        List.copyOf(ids.subList(0, middle)), List.copyOf(ids.subList(middle, ids.size())));
  }

  /** Those of the ids that a message names as a whole word. */
  static List<String> namedIn(String message, List<String> ids) {
    return ids.stream()
        .filter(id -> Pattern.compile("\\b" + Pattern.quote(id) + "\\b").matcher(message).find())
        .toList();
  }
}
