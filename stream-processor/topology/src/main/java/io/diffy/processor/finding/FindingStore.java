package io.diffy.processor.finding;

import io.diffy.rules.finding.FindingState;
import io.diffy.rules.finding.FindingState.Basis;
import io.diffy.rules.finding.SeverityRule;
import io.diffy.rules.state.StateKeys;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The findings of a group and query by uid: the open ones, and closed ones for {@value
 * #DAYS_OF_MEMORY} days of event time, so that one that comes back is the same story.
 */
final class FindingStore {
  static final String FINDINGS = "findings";

  /** In the place of a query: findings about the group as a whole. */
  static final String GROUP = "\u0001group";

  private static final int FORMAT = 2;

  /** Without whether it was very odd: its last event says whether it is. */
  private static final int FORMAT_BEFORE = 1;

  private static final int DAYS_OF_MEMORY = 30;
  private static final long MEMORY_SECONDS = DAYS_OF_MEMORY * 86_400L;

  private final KeyValueStore<String, byte[]> findings;
  private final Codec<Finding> codec;

  FindingStore(KeyValueStore<String, byte[]> findings, Codec<Finding> codec) {
    this.findings = findings;
    this.codec = codec;
  }

  Map<String, FindingState> of(GroupKey group, String query) {
    Map<String, FindingState> states = new TreeMap<>();
    try (KeyValueIterator<String, byte[]> all =
        findings.prefixScan(StateKeys.prefix(group, query), Serdes.String().serializer())) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        states.put(StateKeys.split(entry.key)[2], decode(entry.value));
      }
    }
    return states;
  }

  /**
   * Remembers a finding.
   *
   * @param query its query, or {@link #GROUP}
   */
  void put(String query, FindingState state) {
    Finding finding = state.finding();
    findings.put(StateKeys.of(finding.group(), query, finding.uid()), encode(state));
  }

  /**
   * Forgets what has been closed for long, but nothing that must come back as the same story.
   * Returns what is forgotten now.
   */
  List<Finding> sweep(
      String query, Iterable<FindingState> states, Predicate<FindingState> keep, Instant now) {
    List<Finding> forgotten = new ArrayList<>();
    for (FindingState state : states) {
      Finding finding = state.finding();
      boolean old = finding.evaluatedAt().plusSeconds(MEMORY_SECONDS).isBefore(now);
      if (!state.open() && old && !keep.test(state)) {
        findings.delete(StateKeys.of(finding.group(), query, finding.uid()));
        forgotten.add(finding);
      }
    }
    return forgotten;
  }

  private byte[] encode(FindingState state) {
    byte[] event = codec.encode(state.finding());
    Basis basis = state.basis();
    int versions = basis.baselines().size();
    ByteBuffer bytes =
        ByteBuffer.allocate(3 + 2 * Long.BYTES + Integer.BYTES * (versions + 1) + event.length);
    bytes.put((byte) FORMAT).put((byte) (state.open() ? 1 : 0));
    bytes.put((byte) (basis.veryOdd() ? 1 : 0));
    bytes.putLong(basis.subject()).putLong(basis.identity()).putInt(versions);
    basis.baselines().forEach(bytes::putInt);
    return bytes.put(event).array();
  }

  private FindingState decode(byte[] stored) {
    ByteBuffer bytes = ByteBuffer.wrap(stored);
    int format = bytes.get();
    if (format != FORMAT && format != FORMAT_BEFORE) {
      throw new IllegalStateException(
          "finding of format " + format + ": reset the application's state");
    }
    bytes.get(); // whether it is open, which its event says too
    boolean veryOdd = format == FORMAT && bytes.get() == 1;
    long subject = bytes.getLong();
    long identity = bytes.getLong();
    List<Integer> baselines = new ArrayList<>();
    int versions = bytes.getInt();
    for (int i = 0; i < versions; i++) {
      baselines.add(bytes.getInt());
    }
    byte[] event = new byte[bytes.remaining()];
    bytes.get(event);
    try {
      Finding finding = codec.decode(event);
      return new FindingState(
          finding,
          new Basis(
              subject,
              identity,
              List.copyOf(baselines),
              format == FORMAT ? veryOdd : SeverityRule.isVeryOdd(finding)));
    } catch (MalformedRecord e) {
      throw new IllegalStateException("a stored finding can't be read again", e);
    }
  }
}
