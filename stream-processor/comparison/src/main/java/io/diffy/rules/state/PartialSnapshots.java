package io.diffy.rules.state;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The split answers of one instance to one query: those of which parts are missing, and the names
 * of the last {@value #MOST_DONE} that are done with, so that a part delivered twice starts
 * nothing. What an instance can fill is bounded: {@value #MOST_OPEN} answers and {@value
 * #MOST_BYTES} bytes of parts.
 *
 * @param open answers in assembly, by name
 * @param done names of answers that were delivered or given up, the last one last
 * @param forgetAt when the names are forgotten
 */
public record PartialSnapshots(List<OpenSnapshot> open, List<Long> done, Instant forgetAt) {
  public static final int MOST_OPEN = 8;
  public static final long MOST_BYTES = 64L * 1024 * 1024;
  public static final int MOST_DONE = 32;

  /** A part that is older than this when it comes again is no longer known. */
  public static final Duration MEMORY = Duration.ofDays(1);

  public static final PartialSnapshots NONE =
      new PartialSnapshots(List.of(), List.of(), Instant.EPOCH);

  private static final int FORMAT = 1;

  /**
   * An answer in assembly.
   *
   * @param name fingerprint of what its parts have in common
   * @param due when it is given up
   * @param collectedAt the host's own time of the answer
   * @param of how many parts there are, at most 64
   * @param parts bit n-1 stands for part n
   * @param bytes of the parts that came
   */
  public record OpenSnapshot(
      long name, Instant due, Instant collectedAt, int of, long parts, long bytes) {

    public boolean has(int number) {
      return (parts & bit(number)) != 0;
    }

    public OpenSnapshot with(int number, int size) {
      return new OpenSnapshot(name, due, collectedAt, of, parts | bit(number), bytes + size);
    }

    public boolean isWhole() {
      return numbers().size() == of;
    }

    /** The numbers of the parts that came, sorted. */
    public List<Integer> numbers() {
      return Stream.iterate(1, n -> n <= of, n -> n + 1).filter(this::has).toList();
    }

    private static long bit(int number) {
      return 1L << (number - 1);
    }
  }

  public boolean isDone(long name) {
    return done.contains(name);
  }

  public Optional<OpenSnapshot> find(long name) {
    return open.stream().filter(o -> o.name() == name).findFirst();
  }

  /** With one more part of this answer. */
  public PartialSnapshots with(OpenSnapshot answer) {
    List<OpenSnapshot> next = new ArrayList<>(open);
    next.removeIf(o -> o.name() == answer.name());
    next.add(answer);
    next.sort(Comparator.comparing(OpenSnapshot::name));
    return new PartialSnapshots(List.copyOf(next), done, forgetAt);
  }

  /** After this answer was delivered or given up. */
  public PartialSnapshots done(long name, Instant at) {
    List<Long> names = new ArrayList<>(done);
    names.add(name);
    return new PartialSnapshots(
        open.stream().filter(o -> o.name() != name).toList(),
        List.copyOf(names.subList(Math.max(0, names.size() - MOST_DONE), names.size())),
        at.plus(MEMORY));
  }

  /** The oldest answer, when there is more than one instance may fill. */
  public Optional<OpenSnapshot> tooMuch() {
    boolean full =
        open.size() > MOST_OPEN || open.stream().mapToLong(OpenSnapshot::bytes).sum() > MOST_BYTES;
    return full
        ? open.stream()
            .min(Comparator.comparing(OpenSnapshot::collectedAt).thenComparing(OpenSnapshot::name))
        : Optional.empty();
  }

  /** When something has to be given up or forgotten; empty when nothing is kept. */
  public Optional<Instant> due() {
    Stream<Instant> forgetting = done.isEmpty() ? Stream.empty() : Stream.of(forgetAt);
    return Stream.concat(open.stream().map(OpenSnapshot::due), forgetting)
        .min(Comparator.naturalOrder());
  }

  public byte[] encode() {
    return new StateWriter(FORMAT)
        .shortList(
            open,
            (out, o) ->
                out.big(o.name())
                    .time(o.due())
                    .time(o.collectedAt())
                    .small(o.of())
                    .big(o.parts())
                    .big(o.bytes()))
        .shortList(done, StateWriter::big)
        .time(forgetAt)
        .done();
  }

  public static PartialSnapshots decode(byte[] bytes) {
    return bytes == null
        ? NONE
        : StateReader.read(
            FORMAT,
            bytes,
            in ->
                new PartialSnapshots(
                    in.shortList(
                        o ->
                            new OpenSnapshot(
                                o.big(), o.time(), o.time(), o.small(), o.big(), o.big())),
                    in.shortList(StateReader::big),
                    in.time()));
  }
}
