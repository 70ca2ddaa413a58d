package io.diffy.processor.runtime;

import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks from outside whether the threads get on, says when they don't, and ends what can't. */
final class RunWatch {
  private static final Logger LOG = LoggerFactory.getLogger(RunWatch.class);
  private final Standstill standstill;
  private final Supplier<Set<String>> gone;
  private final Consumer<ProcessorFailed> end;
  private final Runnable beside;
  private boolean told;
  private boolean behind = true;
  private Set<String> goneBefore = Set.of();

  /**
   * Has not looked yet.
   *
   * @param gone asks which topics are not there
   * @param end is told why the processor can't go on
   * @param beside is to be done at each look too
   */
  RunWatch(
      Standstill standstill,
      Supplier<Set<String>> gone,
      Consumer<ProcessorFailed> end,
      Runnable beside) {
    this.beside = beside;
    this.standstill = standstill;
    this.gone = gone;
    this.end = end;
  }

  /** To be called every few seconds. */
  void look() {
    beside.run();
    boolean caughtUp = standstill.caughtUp();
    if (caughtUp && behind) {
      LOG.info("caught up: everything that came is judged");
    }
    behind = behind ? !caughtUp : standstill.isBehind();
    Optional<String> now = standstill.told();
    if (now.isPresent() && !told) {
      LOG.warn("not ready: the processor {}", now.get());
    } else if (now.isEmpty() && told) {
      LOG.warn("ready again: the processor goes on");
    }
    told = now.isPresent();
    standstill
        .hopeless()
        .ifPresent(
            sentence ->
                end.accept(
                    new ProcessorFailed(
                        "the processor %s and can't go on; start it again: a record that ends it twice goes to the dead letters"
                            .formatted(sentence),
                        null)));
    Set<String> missing = gone.get();
    // Twice, because a broker that is just starting knows no topics yet.
    missing.stream()
        .filter(goneBefore::contains)
        .findFirst()
        .ifPresent(topic -> end.accept(StopRule.gone(topic)));
    goneBefore = missing;
  }
}
