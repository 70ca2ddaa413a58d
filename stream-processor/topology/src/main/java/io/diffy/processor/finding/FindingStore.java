package io.diffy.processor.finding;

import io.diffy.processor.store.StoreName;
import io.diffy.processor.store.Table;
import io.diffy.rules.finding.FindingState;
import io.diffy.rules.finding.FindingState.Basis;
import io.diffy.rules.finding.SeverityRule;
import io.diffy.rules.state.HostMemory;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.codec.Codec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The findings of a group and query by uid: the open ones, and closed ones for {@value
 * #DAYS_OF_MEMORY} days of event time, so that one that comes back is the same story.
 */
final class FindingStore {
  static final StoreName FINDINGS = StoreName.state("findings");

  private static final int FORMAT = 3;

  /**
   * Without what is known of its hosts, as format 2 is, whose last event says some of it; and
   * without whether it was very odd, which its last event says too.
   */
  private static final int FORMAT_WITHOUT_ODDITY = 1;

  private static final int DAYS_OF_MEMORY = 30;
  private static final long MEMORY_SECONDS = DAYS_OF_MEMORY * 86_400L;

  private final Table<byte[]> findings;
  private final Codec<Finding> codec;

  FindingStore(KeyValueStore<String, byte[]> findings, Codec<Finding> codec) {
    this.findings = Table.ofBytes(findings);
    this.codec = codec;
  }

  /**
   * What is remembered, by uid.
   *
   * @param query a query, or {@code SubTable.GROUP}
   */
  Map<String, FindingState> of(GroupKey group, Object query) {
    Map<String, FindingState> states = new TreeMap<>();
    findings.forEach((uid, stored) -> states.put(uid, decode(stored)), group, query);
    return states;
  }

  /** Remembers a finding; returns its event as it is stored and as everybody reads it. */
  byte[] put(Object query, FindingState state) {
    Finding finding = state.finding();
    byte[] event = codec.encode(finding);
    findings.put(encode(state, event), finding.group(), query, finding.uid());
    return event;
  }

  /**
   * Forgets what has been closed for long, but nothing that must come back as the same story.
   * Returns what is forgotten now.
   */
  List<Finding> sweep(
      Object query, Iterable<FindingState> states, Predicate<FindingState> keep, Instant now) {
    List<Finding> forgotten = new ArrayList<>();
    for (FindingState state : states) {
      Finding finding = state.finding();
      boolean old = finding.evaluatedAt().plusSeconds(MEMORY_SECONDS).isBefore(now);
      if (!state.open() && old && !keep.test(state)) {
        findings.delete(finding.group(), query, finding.uid());
        forgotten.add(finding);
      }
    }
    return forgotten;
  }

  private static byte[] encode(FindingState state, byte[] event) {
    Basis basis = state.basis();
    int versions = basis.baselines().size();
    byte[] hosts = state.memory().encode();
    ByteBuffer bytes =
        ByteBuffer.allocate(
            3 + 2 * Long.BYTES + Integer.BYTES * (versions + 2) + hosts.length + event.length);
    bytes.put((byte) FORMAT).put((byte) (state.open() ? 1 : 0));
    bytes.put((byte) (basis.veryOdd() ? 1 : 0));
    bytes.putLong(basis.subject()).putLong(basis.identity()).putInt(versions);
    basis.baselines().forEach(bytes::putInt);
    return bytes.putInt(hosts.length).put(hosts).put(event).array();
  }

  private FindingState decode(byte[] stored) {
    ByteBuffer bytes = ByteBuffer.wrap(stored);
    int format = bytes.get();
    if (format < FORMAT_WITHOUT_ODDITY || format > FORMAT) {
      throw new IllegalStateException(
          "finding of format " + format + ": reset the application's state");
    }
    bytes.get(); // whether it is open, which its event says too
    boolean veryOdd = format > FORMAT_WITHOUT_ODDITY && bytes.get() == 1;
    long subject = bytes.getLong();
    long identity = bytes.getLong();
    List<Integer> baselines = new ArrayList<>();
    int versions = bytes.getInt();
    for (int i = 0; i < versions; i++) {
      baselines.add(bytes.getInt());
    }
    byte[] hosts = part(bytes, format == FORMAT ? bytes.getInt() : 0);
    byte[] event = part(bytes, bytes.remaining());
    Finding finding = codec.decodeChecked(event, "a finding");
    boolean odd = format > FORMAT_WITHOUT_ODDITY ? veryOdd : SeverityRule.isVeryOdd(finding);
    Basis basis = new Basis(subject, identity, List.copyOf(baselines), odd);
    return format == FORMAT
        ? new FindingState(finding, basis, HostMemory.decode(hosts))
        : new FindingState(finding, basis);
  }

  private static byte[] part(ByteBuffer bytes, int length) {
    byte[] part = new byte[length];
    bytes.get(part);
    return part;
  }
}
