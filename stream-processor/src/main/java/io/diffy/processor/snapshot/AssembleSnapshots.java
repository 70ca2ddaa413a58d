package io.diffy.processor.snapshot;

import io.diffy.processor.DiffyConfig;
import io.diffy.processor.runtime.Counter;
import io.diffy.processor.store.Keys;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.MalformedRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Holds the parts of split answers until they are whole. The store {@code snapshot-parts} holds at
 * most one answer in assembly per instance and query; it leaves when it is whole, when a newer one
 * begins, or when no part came for {@link #PATIENCE} of event time, and then goes on as truncated.
 * The id of the last whole one stays, so that a part delivered twice starts nothing.
 */
public final class AssembleSnapshots implements Processor<String, Object, String, Object> {
  public static final String PARTS = "snapshot-parts";
  static final int MOST_PARTS = 64;
  static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final String DONE = "done";
  private static final String PART = "part";

  private final DiffyConfig config;
  private ProcessorContext<String, Object> context;
  private KeyValueStore<String, byte[]> parts;
  private Counter incomplete;

  public AssembleSnapshots(DiffyConfig config) {
    this.config = config;
  }

  @Override
  public void init(ProcessorContext<String, Object> context) {
    this.context = context;
    parts = context.getStateStore(PARTS);
    incomplete = Counter.of(context, "snapshots-incomplete");
    context.schedule(PATIENCE.dividedBy(2), PunctuationType.STREAM_TIME, this::giveUpOld);
  }

  @Override
  public void process(Record<String, Object> record) {
    Observation observation = (Observation) record.value();
    if (observation.part().isWhole()) {
      context.forward(record);
    } else {
      assemble(record, observation);
    }
  }

  private void assemble(Record<String, Object> record, Observation part) {
    String base = Keys.of(record.key(), part.instance().instanceId(), part.query());
    byte[] done = parts.get(Keys.of(base, DONE));
    String id = part.part().snapshotId();
    if (done != null && id.equals(new String(done, StandardCharsets.UTF_8))) {
      return;
    }
    List<Entry> held = held(Keys.prefix(base, PART));
    if (!held.isEmpty() && !held.get(0).observation().part().snapshotId().equals(id)) {
      if (held.get(0).observation().collectedAt().isAfter(part.collectedAt())) {
        incomplete.add();
        return;
      }
      giveUp(record.key(), held);
    }
    if (part.part().of() > MOST_PARTS) {
      incomplete.add();
      forward(record.key(), SnapshotRule.giveUp(List.of(part)), record.timestamp());
      return;
    }
    String key = Keys.of(base, PART, "%05d".formatted(part.part().number()), record.timestamp());
    if (held(Keys.prefix(base, PART, "%05d".formatted(part.part().number()))).isEmpty()) {
      parts.put(key, config.topics().observations().codec().encode(part));
    }
    List<Entry> now = held(Keys.prefix(base, PART));
    if (now.size() == part.part().of()) {
      now.forEach(entry -> parts.delete(entry.key()));
      parts.put(Keys.of(base, DONE), id.getBytes(StandardCharsets.UTF_8));
      List<Observation> all = now.stream().map(Entry::observation).toList();
      forward(record.key(), SnapshotRule.join(all), record.timestamp());
    }
  }

  private record Entry(String key, Observation observation, long timestamp) {}

  private List<Entry> held(String prefix) {
    List<Entry> held = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all =
        parts.prefixScan(prefix, Serdes.String().serializer())) {
      while (all.hasNext()) {
        held.add(entry(all.next()));
      }
    }
    return held;
  }

  private Entry entry(KeyValue<String, byte[]> stored) {
    String[] key = Keys.split(stored.key);
    try {
      Observation part = config.topics().observations().codec().decode(stored.value);
      return new Entry(stored.key, part, Long.parseLong(key[key.length - 1]));
    } catch (MalformedRecord e) {
      throw new IllegalStateException("a part that was checked can't be read again", e);
    }
  }

  private void giveUpOld(long now) {
    List<Entry> old = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = parts.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> stored = all.next();
        if (!stored.key.endsWith(DONE)) {
          Entry entry = entry(stored);
          if (entry.timestamp() + PATIENCE.toMillis() < now) {
            old.add(entry);
          }
        }
      }
    }
    while (!old.isEmpty()) {
      String answer = answerOf(old.get(0));
      List<Entry> same = old.stream().filter(e -> answerOf(e).equals(answer)).toList();
      old.removeAll(same);
      giveUp(Keys.split(answer)[0], same);
    }
  }

  private static String answerOf(Entry entry) {
    String[] key = Keys.split(entry.key());
    return Keys.of(key[0], key[1], key[2]);
  }

  private void giveUp(String group, List<Entry> held) {
    incomplete.add();
    held.forEach(entry -> parts.delete(entry.key()));
    List<Observation> some = held.stream().map(Entry::observation).toList();
    forward(group, SnapshotRule.giveUp(some), held.get(held.size() - 1).timestamp());
  }

  private void forward(String group, Observation whole, long timestamp) {
    context.forward(new Record<>(group, whole, timestamp));
  }
}
