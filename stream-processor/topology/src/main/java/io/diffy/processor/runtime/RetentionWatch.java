package io.diffy.processor.runtime;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.runtime.RetentionRule.Limits;
import io.diffy.processor.runtime.RetentionRule.Waiting;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every ten seconds how near what waits is to being deleted, and says it once when it becomes
 * an alarm and once when it is none any more. Beside the topology: nothing here changes a finding.
 */
final class RetentionWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RetentionWatch.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

  private final Map<TopicPartition, ReadingPlace> places = new ConcurrentHashMap<>();
  private final Set<TopicPartition> alarms = new HashSet<>();
  private final RetentionLimits limits;
  private final RetentionCounts counts;
  private final Clock clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "retention-watch");
            thread.setDaemon(true);
            return thread;
          });

  RetentionWatch(DiffyConfig config, RetentionCounts counts, Clock clock) {
    this.limits = new RetentionLimits(config);
    this.counts = counts;
    this.clock = clock;
  }

  /**
   * Looks from now on.
   *
   * @param beside is done first at each look
   */
  void start(Runnable beside) {
    // Every look catches what goes wrong in it.
    Future<?> unused =
        timer.scheduleWithFixedDelay(
            () -> {
              safely(beside);
              safely(this::look);
            },
            LOOK_EVERY.toSeconds(),
            LOOK_EVERY.toSeconds(),
            TimeUnit.SECONDS);
  }

  /** A reader is here now. */
  void at(TopicPartition partition, ReadingPlace place) {
    places.put(partition, place);
  }

  /** Somebody else reads it from now on, or nobody. */
  void left(TopicPartition partition) {
    places.remove(partition);
  }

  /** Those of the topics that a broker says are not there; empty when none answers. */
  Set<String> gone() {
    return limits.gone();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    limits.close();
  }

  private static void safely(Runnable look) {
    try {
      look.run();
    } catch (RuntimeException e) {
      // A broker that is away for a while; the next look is in ten seconds.
      LOG.debug("could not look", e);
    }
  }

  private void look() {
    Map<TopicPartition, ReadingPlace> now = new HashMap<>(places);
    Map<TopicPartition, Long> starts = limits.startsWhereSizeCounts(now.keySet());
    int worst = 0;
    for (Map.Entry<TopicPartition, ReadingPlace> place : now.entrySet()) {
      int used =
          RetentionRule.usedPercent(
              waiting(place.getValue(), starts.get(place.getKey())),
              limits.of(place.getKey().topic()));
      worst = Math.max(worst, used);
      warn(place.getKey(), used, limits.of(place.getKey().topic()));
    }
    alarms.retainAll(now.keySet());
    counts.used(worst, !alarms.isEmpty());
  }

  private Waiting waiting(ReadingPlace place, Long start) {
    return new Waiting(
        place.lag(),
        start == null ? 0 : place.position() - start,
        start != null && start > 0,
        clock.millis() - place.oldest());
  }

  private void warn(TopicPartition partition, int used, Limits limit) {
    boolean before = alarms.contains(partition);
    boolean alarm = RetentionRule.alarm(used, before);
    if (alarm && !before) {
      alarms.add(partition);
      LOG.warn(
          "{}: what waits has used up {} % of its retention (retention.ms={}, retention.bytes={})"
              + " and will be deleted unread; raise it now, then see why it lags: diffy doctor",
          partition, used, limit.millis(), limit.bytes());
    } else if (!alarm && before) {
      alarms.remove(partition);
      LOG.warn(
          "{}: what waits is no longer in danger of retention ({} % used up)", partition, used);
    }
  }
}
