package io.diffy.replay;

import io.diffy.schemas.pack.Pack;
import io.diffy.terminal.Phrases;
import java.util.List;
import java.util.Optional;

/** Queries that were answered and that no pack describes, and what that costs. */
public final class UnknownQueries {
  private static final int SHOWN = 3;

  private UnknownQueries() {}

  /** One line; empty where the pack describes all. */
  public static Optional<String> of(Recording recording, Pack pack) {
    List<String> unknown =
        recording.queries().stream().filter(query -> !pack.queries().containsKey(query)).toList();
    boolean one = unknown.size() == 1;
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ("%s not in the pack %s (%s): judged by default rules, so %s severity, ATT&CK techniques and"
                    + " what names a thing are not its author's; give the pack with --pack FILE")
                .formatted(
                    one ? "1 query is" : unknown.size() + " queries are",
                    pack.name(),
                    Phrases.some(unknown, SHOWN),
                    one ? "its" : "their"));
  }
}
