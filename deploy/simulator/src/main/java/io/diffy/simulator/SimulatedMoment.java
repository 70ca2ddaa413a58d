package io.diffy.simulator;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A host at one collection: which words hold, and two kinds of dice.
 *
 * @param time when it answers, by the true time
 * @param words the traits that hold now
 * @param fleet dice of the whole fleet, for what its hosts share
 * @param boot dice of the host, for what stays from collection to collection
 * @param now dice of the host at this collection
 */
record SimulatedMoment(
    SimulatedHost host, Instant time, Set<String> words, Dice fleet, Dice boot, Dice now) {
  /** On a host of this trait nothing comes and goes. */
  static final String CALM = "calm";

  /** How often a row that comes and goes is caught by a collection. */
  private static final double OFTEN = 0.6;

  private static final double SOMETIMES = 0.08;
  private static final double RARELY = 0.015;

  /** How often a unit is seen while it runs for a second. */
  private static final double BUSY = 0.006;

  /** Hosts do not answer at the same second. */
  static final int SPLAY_SECONDS = 240;

  /**
   * The host at one collection.
   *
   * @param begun when the collection begins
   */
  static SimulatedMoment of(SimulatedHost host, int collection, Instant begun, Dice fleet) {
    Set<String> words = new HashSet<>(host.traits());
    words.addAll(host.labels(collection));
    if (words.contains(Oddity.UPGRADED.word()) || !words.contains(Release.OLD.word())) {
      words.add("patched");
    }
    Dice boot = fleet.on("host", host.instance().instanceId());
    Instant time = begun.plusSeconds(boot.on("splay").below(SPLAY_SECONDS));
    Dice now = boot.on("collection", collection);
    return new SimulatedMoment(host, time, Set.copyOf(words), fleet, boot, now);
  }

  boolean is(String word) {
    return words.contains(word);
  }

  /**
   * Whether a row is there: a trait or oddity by its word; {@code often}, {@code sometimes} and
   * {@code rarely} by chance, each row for itself; {@code ~word} for a moment, together with all
   * rows that say the same word; {@code !} for the contrary.
   */
  boolean holds(List<String> conditions, String row) {
    return conditions.stream()
        .allMatch(word -> word.startsWith("!") ? !holds(word.substring(1), row) : holds(word, row));
  }

  private boolean holds(String word, String row) {
    if (words.contains(CALM)) {
      return word.equals("often") || words.contains(word);
    }
    return switch (word) {
      case "often" -> now.on(word, row).chance(OFTEN);
      case "sometimes" -> now.on(word, row).chance(SOMETIMES);
      case "rarely" -> now.on(word, row).chance(RARELY);
      default -> word.startsWith("~") ? now.on(word).chance(BUSY) : words.contains(word);
    };
  }
}
