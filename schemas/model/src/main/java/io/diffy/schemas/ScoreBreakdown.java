package io.diffy.schemas;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a finding's score came about: {@code E = (0.5 + S + same) / X}, where {@code same} is what
 * the other hosts that share it speak for a habit; the score is {@code -log10 E}.
 *
 * @param peers what the peers show
 * @param oneStory whether sharing it is no habit: nearly all hosts differ from their baseline in
 *     it, or those that share it share something else that nobody has
 * @param familiar whether the row's account is logged in by ssh on all the hosts, so that it counts
 *     less
 * @param past what the group's history adds; empty when it adds nothing
 * @param growth on how many hosts it was found since when, oldest first; empty while it does not
 *     spread
 * @param story the query in which the same hosts show the loudest part of the same story; empty
 *     when this is a story of its own
 * @param visits how it came and went in the group lately; empty when it did not
 */
public record ScoreBreakdown(
    PeerTerms peers,
    boolean oneStory,
    boolean familiar,
    Optional<Past> past,
    List<Growth> growth,
    String story,
    Optional<Visits> visits) {

  public ScoreBreakdown {
    growth = List.copyOf(growth);
  }

  /** Of what does not spread. */
  public ScoreBreakdown(
      int sharing,
      int others,
      int exposure,
      double threshold,
      boolean oneStory,
      boolean familiar,
      Optional<Past> past) {
    this(
        new PeerTerms(sharing, others, exposure, threshold),
        oneStory,
        familiar,
        past,
        List.of(),
        "",
        Optional.empty());
  }

  /** Of many hosts that each have another row. One of them is chance. */
  public static ScoreBreakdown ofOwnRows(int exposure, double threshold) {
    return new ScoreBreakdown(0, 1, exposure, threshold, true, false, Optional.empty());
  }

  /** Whether it is about many hosts that each have another row. */
  public boolean ofOwnRows() {
    return peers.sharing() == 0 && oneStory;
  }

  /**
   * What the peers show.
   *
   * @param sharing k: hosts that share this very deviation; 0 when each has another row
   * @param others S: other hosts that show something of the kind at least as rare in this table
   * @param exposure X: hosts that could have shown it, each baseline counted as its weight
   * @param threshold the score from which on a person should look
   */
  public record PeerTerms(int sharing, int others, int exposure, double threshold) {}

  /** The same of an account that is logged in. */
  public ScoreBreakdown asFamiliar() {
    return new ScoreBreakdown(peers, oneStory, true, past, growth, story, visits);
  }

  /** The same of what is no habit, on however many hosts it is. */
  public ScoreBreakdown asOneStory() {
    return new ScoreBreakdown(peers, true, familiar, past, growth, story, visits);
  }

  /** The same as part of the story that a query tells. */
  public ScoreBreakdown inStory(String told) {
    return new ScoreBreakdown(peers, oneStory, familiar, past, growth, told, visits);
  }

  /** The same among other peers. */
  public ScoreBreakdown with(PeerTerms others) {
    return new ScoreBreakdown(others, oneStory, familiar, past, growth, story, visits);
  }

  /** The same with what the group's history adds. */
  public ScoreBreakdown with(Past added) {
    return new ScoreBreakdown(peers, oneStory, familiar, Optional.of(added), growth, story, visits);
  }

  /** The same with how it spread. */
  public ScoreBreakdown with(List<Growth> steps) {
    return new ScoreBreakdown(peers, oneStory, familiar, past, steps, story, visits);
  }

  /** The same of what came and went before. */
  public ScoreBreakdown with(Visits known) {
    return new ScoreBreakdown(peers, oneStory, familiar, past, growth, story, Optional.of(known));
  }

  public int sharing() {
    return peers.sharing();
  }

  public int others() {
    return peers.others();
  }

  public int exposure() {
    return peers.exposure();
  }

  public double threshold() {
    return peers.threshold();
  }

  /**
   * The group's own past in this table.
   *
   * @param novel how often something else appeared on a host
   * @param answers in so many answers
   * @param appearedAt end of the window in which this appeared
   * @param days on how many days before today the group was judged, at most 30
   */
  public record Past(long novel, long answers, Instant appearedAt, int days) {

    /** Of the first day. */
    public Past(long novel, long answers, Instant appearedAt) {
      this(novel, answers, appearedAt, 0);
    }
  }

  /**
   * A step of something that spreads.
   *
   * @param since the evaluation that first found it on so many
   * @param hosts on how many hosts
   */
  public record Growth(Instant since, int hosts) {}

  /**
   * How something came to hosts of the group and went again.
   *
   * @param hosts on so many hosts
   * @param days on so many days
   * @param span of so many, up to today
   */
  public record Visits(int hosts, int days, int span) {

    /** {@code 9 of the last 12 days on 3 hosts}. */
    public String words() {
      return "%d of the last %d days on %d %s"
          .formatted(days, span, hosts, hosts == 1 ? "host" : "hosts");
    }
  }
}
