package io.diffy.view;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Finding.Severity;
import io.diffy.terminal.Phrases;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What findings amount to. Medium and above accuses a host, and is a reason for exit code 1; what
 * is below only tells what was seen.
 */
public final class Verdict {
  private Verdict() {}

  /** Whether one of them accuses a host, though it may be over; not where a person accepted it. */
  public static boolean accuses(Collection<Finding> findings) {
    return findings.stream().anyMatch(f -> f.isAccusation() && !isAccepted(f));
  }

  /** Whether one that is open accuses a host. */
  public static boolean accusesNow(Collection<Finding> findings) {
    return findings.stream().anyMatch(f -> f.isAccusation() && f.isOpen());
  }

  /**
   * What those tell that accuse nobody: {@code 2 told at low, 1 accepted}; empty when they say
   * nothing of any host.
   */
  public static String told(Collection<Finding> findings) {
    List<Finding> ofHosts = findings.stream().filter(Finding::isOfHosts).toList();
    Map<Severity, Integer> below = new EnumMap<>(Severity.class);
    for (CorrelatedFindings story : CorrelatedFindings.of(ofHosts)) {
      if (!story.head().isAccusation()) {
        below.merge(story.head().severity(), 1, Integer::sum);
      }
    }
    List<String> parts = new ArrayList<>();
    below.forEach((severity, count) -> parts.add(0, count + " told at " + Phrases.word(severity)));
    long accepted = ofHosts.stream().filter(f -> f.isAccusation() && isAccepted(f)).count();
    if (accepted > 0) {
      parts.add(accepted + " accepted");
    }
    return String.join(", ", parts);
  }

  /**
   * The sentence where nobody is accused, to be followed by what was judged.
   *
   * @return {@code Nothing found} or {@code Nothing accused: 2 told at low}
   */
  public static String nobody(Collection<Finding> findings) {
    String told = told(findings);
    return told.isEmpty() ? "Nothing found" : "Nothing accused: " + told;
  }

  private static boolean isAccepted(Finding finding) {
    return finding.closeReason().equals(Optional.of(CloseReason.ACCEPTED));
  }
}
