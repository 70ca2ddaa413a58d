package io.diffy.console.state;

import io.diffy.schemas.Finding;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.FindingCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * What is known of one finding: its last event as it is, those before it packed, since a week of a
 * fleet is mostly them.
 */
public final class FindingLife {
  private static final int MOST_EVENTS = 200;
  private static final FindingCodec CODEC = new FindingCodec();

  private final TreeMap<Integer, Packed> events = new TreeMap<>();
  private final Set<String> hosts = new HashSet<>();
  private Finding latest;

  private record Packed(Instant at, byte[] bytes) {}

  FindingLife(Finding first, byte[] bytes) {
    latest = first;
    add(first, bytes);
  }

  /** Whether the event was not known, and is the last now. */
  boolean add(Finding event, byte[] bytes) {
    if (events.containsKey(event.sequence())) {
      return false;
    }
    event.instances().forEach(instance -> hosts.add(instance.instanceId()));
    events.put(event.sequence(), new Packed(event.evaluatedAt(), pack(bytes)));
    if (events.size() > MOST_EVENTS) {
      // The first says how it began.
      events.remove(events.higherKey(events.firstKey()));
    }
    boolean newest = event.sequence() >= latest.sequence();
    latest = newest ? event : latest;
    return newest;
  }

  /** Its last event. */
  public Finding latest() {
    return latest;
  }

  /** All hosts it was ever on. */
  public Set<String> hosts() {
    return hosts;
  }

  /** All its events that are kept, oldest first. */
  public List<Finding> events() {
    List<Finding> all = new ArrayList<>();
    events.forEach(
        (sequence, packed) ->
            all.add(sequence == latest.sequence() ? latest : unpack(packed.bytes())));
    return all;
  }

  /** The event that was its last at that time; empty before it was found. */
  public Optional<Finding> asOf(Instant time) {
    if (!latest.evaluatedAt().isAfter(time)) {
      return Optional.of(latest);
    }
    return events.descendingMap().values().stream()
        .filter(packed -> !packed.at().isAfter(time))
        .findFirst()
        .map(packed -> unpack(packed.bytes()));
  }

  /** How many events came after that time. */
  public long eventsAfter(Instant time) {
    return events.values().stream().filter(packed -> packed.at().isAfter(time)).count();
  }

  private static byte[] pack(byte[] bytes) {
    Deflater fast = new Deflater(Deflater.BEST_SPEED);
    ByteArrayOutputStream packed = new ByteArrayOutputStream(bytes.length / 3);
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed, fast)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("memory can't fail", e);
    } finally {
      fast.end();
    }
    return packed.toByteArray();
  }

  private static Finding unpack(byte[] packed) {
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
      return CODEC.decode(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("memory can't fail", e);
    } catch (MalformedRecord e) {
      throw new IllegalStateException("it could be read before", e);
    }
  }
}
