package io.diffy.sink;

import io.diffy.plugin.Dataset;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.Sink;
import io.diffy.plugin.SinkHabits;
import io.diffy.plugin.SinkRecord;
import io.diffy.schemas.Finding;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.FindingCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A target that keeps what it is given, in memory, and fails when told to. */
final class Target {
  private final List<SinkRecord> records = Collections.synchronizedList(new ArrayList<>());
  private final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger failing = new AtomicInteger();
  private final AtomicInteger attempts = new AtomicInteger();
  private final AtomicInteger opened = new AtomicInteger();
  private SinkHabits habits = habits(100, 1 << 20, true);
  private String refusedKey = "";
  private String refusal = "";
  private Duration rest = Duration.ZERO;
  private boolean breaking;
  private volatile boolean hanging;

  Target failing(int times) {
    failing.set(times);
    return this;
  }

  Target refusing(String key, String reason) {
    refusedKey = key;
    refusal = reason;
    return this;
  }

  Target breakingAfterDelivery() {
    breaking = true;
    return this;
  }

  Target liking(int most, long bytes) {
    habits = habits(most, bytes, true);
    return this;
  }

  /** When it fails it asks for this. */
  Target asking(Duration forRest) {
    rest = forRest;
    return this;
  }

  /** It takes what it is given and never returns. */
  Target hanging() {
    hanging = true;
    return this;
  }

  Target beginningNow() {
    habits = habits(100, 1 << 20, false);
    return this;
  }

  SinkHabits habits() {
    return habits;
  }

  int attempts() {
    return attempts.get();
  }

  int opened() {
    return opened.get();
  }

  List<Integer> batches() {
    return batches;
  }

  List<SinkRecord> records() {
    return records;
  }

  /** Uid and sequence of what it was given, in order. */
  List<String> events() {
    synchronized (records) {
      return records.stream().map(Target::event).toList();
    }
  }

  Sink open() {
    opened.incrementAndGet();
    return new Sink() {
      @Override
      public List<Refused> deliver(List<SinkRecord> given) {
        return take(given);
      }

      @Override
      public void close() {
        // Nothing is open.
      }
    };
  }

  private List<Sink.Refused> take(List<SinkRecord> given) {
    attempts.incrementAndGet();
    if (failing.get() > 0) {
      failing.decrementAndGet();
      throw new PluginFailure("it is down", rest);
    }
    if (hanging) {
      try {
        Thread.sleep(Duration.ofMinutes(5).toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new PluginFailure("stopped while it was asked", e);
      }
    }
    batches.add(given.size());
    records.addAll(given);
    if (breaking) {
      breaking = false;
      throw new IllegalStateException("a bug behind the delivery");
    }
    return given.stream()
        .filter(record -> record.key().equals(refusedKey))
        .map(record -> new Sink.Refused(record, refusal))
        .toList();
  }

  private static String event(SinkRecord record) {
    try {
      Finding finding = new FindingCodec().decode(record.value());
      return finding.uid() + "/" + finding.sequence();
    } catch (MalformedRecord e) {
      throw new IllegalStateException(e);
    }
  }

  private static SinkHabits habits(int records, long bytes, boolean fromStart) {
    return new SinkHabits(
        Set.of(Dataset.FINDINGS), records, bytes, Duration.ofMillis(100), fromStart);
  }
}
