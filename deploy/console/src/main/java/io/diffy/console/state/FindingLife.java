package io.diffy.console.state;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.FindingCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What is known of one finding: its last event as it is, those before it on disk, since a week of a
 * fleet is mostly them.
 */
public final class FindingLife {
  private static final char EVENT = 'f';
  private static final char MOMENT = 'l';
  private static final int MOST_EVENTS = 200;
  private static final FindingCodec CODEC = new FindingCodec();

  private final LocalCopy copy;
  private final String uid;
  private final TreeMap<Integer, Moment> moments = new TreeMap<>();
  private final Set<String> hosts = new HashSet<>();
  private Finding latest;

  /**
   * An event in short.
   *
   * @param looks the same for events that show the same on the same hosts
   */
  private record Moment(Instant at, int looks) {
    static Moment of(Finding event) {
      List<String> ids = event.instances().stream().map(Instance::instanceId).toList();
      return new Moment(
          event.evaluatedAt(),
          Objects.hash(
              event.isOpen(),
              event.severity().name(),
              event.confidence().name(),
              event.score(),
              ids,
              event.row()));
    }

    byte[] with(Finding event) {
      return Packed.write(
          out -> {
            Packed.time(out, at);
            out.writeInt(looks);
            out.writeInt(event.instances().size());
            for (Instance instance : event.instances()) {
              out.writeUTF(instance.instanceId());
            }
          });
    }
  }

  FindingLife(LocalCopy copy, String uid) {
    this.copy = copy;
    this.uid = uid;
  }

  /** Those that the copy holds. */
  static void forEach(LocalCopy copy, Consumer<FindingLife> each) {
    FindingLife[] life = new FindingLife[1];
    copy.forEach(
        MOMENT,
        (key, value) -> {
          String uid = LocalCopy.name(key);
          if (life[0] == null || !life[0].uid.equals(uid)) {
            finish(life[0], each);
            life[0] = new FindingLife(copy, uid);
          }
          FindingLife now = life[0];
          Packed.read(
              value,
              in -> {
                now.moments.put(LocalCopy.more(key), new Moment(Packed.time(in), in.readInt()));
                for (int left = in.readInt(); left > 0; left--) {
                  now.hosts.add(in.readUTF());
                }
              });
        });
    finish(life[0], each);
  }

  private static void finish(FindingLife life, Consumer<FindingLife> each) {
    if (life != null) {
      life.latest = life.kept(life.moments.lastKey());
      each.accept(life);
    }
  }

  /** Whether the event was not known. */
  boolean add(Finding event, byte[] bytes) {
    if (moments.containsKey(event.sequence())) {
      return false;
    }
    event.instances().forEach(instance -> hosts.add(instance.instanceId()));
    Moment moment = Moment.of(event);
    moments.put(event.sequence(), moment);
    copy.put(LocalCopy.key(EVENT, uid, event.sequence()), bytes);
    copy.put(LocalCopy.key(MOMENT, uid, event.sequence()), moment.with(event));
    if (moments.size() > MOST_EVENTS) {
      // The first says how it began.
      int second = moments.higherKey(moments.firstKey());
      moments.remove(second);
      delete(second);
    }
    latest = latest == null || event.sequence() >= latest.sequence() ? event : latest;
    return true;
  }

  private void delete(int sequence) {
    copy.delete(LocalCopy.key(EVENT, uid, sequence));
    copy.delete(LocalCopy.key(MOMENT, uid, sequence));
  }

  void forget() {
    moments.keySet().forEach(this::delete);
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
    moments.keySet().forEach(sequence -> all.add(event(sequence)));
    return all;
  }

  private Finding event(int sequence) {
    return sequence == latest.sequence() ? latest : kept(sequence);
  }

  private Finding kept(int sequence) {
    try {
      return CODEC.decode(copy.get(LocalCopy.key(EVENT, uid, sequence)));
    } catch (MalformedRecord e) {
      throw new IllegalStateException("it could be read before", e);
    }
  }

  /** The event that was its last at that time; empty before it was found. */
  public Optional<Finding> asOf(Instant time) {
    return last(time).map(this::event);
  }

  /** The same to count: where it looked then as it does now, how it is now. */
  public Optional<Finding> likeAsOf(Instant time) {
    int now = moments.get(latest.sequence()).looks();
    return last(time)
        .map(sequence -> moments.get(sequence).looks() == now ? latest : event(sequence));
  }

  private Optional<Integer> last(Instant time) {
    return moments.descendingMap().entrySet().stream()
        .filter(moment -> !moment.getValue().at().isAfter(time))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** How many events came after that time. */
  public long eventsAfter(Instant time) {
    return moments.values().stream().filter(moment -> moment.at().isAfter(time)).count();
  }
}
