package io.diffy.schemas;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Rows of one query in which hosts differ from each other and that are no finding, for one reason.
 *
 * @param reason the word of a {@link Reason}; newer versions may have others
 * @param rows how many, each counted on each host; for missing, of what the host lacks
 * @param hosts on how many
 * @param instances which, sorted; the first of many
 * @param example one of the rows; for missing one of a peer
 */
public record SetAside(
    String reason, int rows, int hosts, List<String> instances, Map<String, String> example) {

  /** Why a difference is no finding of its own; what most needs a look comes first. */
  public enum Reason {
    LIMIT("more than are told of one host"),
    NOISE("many hosts differ here"),
    UNSETTLED("most hosts agree on none"),
    MASK("hosts differ in the masked text"),
    LEARNT("a column that each host fills otherwise"),
    TEMPLATE("each host has its own"),
    COHORT("others of its image share it"),
    STARTING("the host has just started"),
    MOMENT("proves nothing by not being there at that moment"),
    BRIEF("had run for less than a minute"),
    SESSION("belongs to an SSH session"),
    OWNERLESS("a connection without a process"),
    BAN("a guard refuses one address"),
    LOGIN("comes and goes with logins"),
    CALLED("somebody called what listens there"),
    AGENT(
        "all rows of the host have other columns or another spelling, as an agent of another version answers");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    /** As events write it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Why, for a person: {@code template: each host has its own}. */
  public String why() {
    return known().map(known -> reason + ": " + known.words).orElse(reason);
  }

  /** Which of those that this version knows. */
  public Optional<Reason> known() {
    return Arrays.stream(Reason.values()).filter(r -> r.word().equals(reason)).findFirst();
  }
}
