package io.diffy.cli.command;

import io.diffy.agent.collect.CollectionRound;
import io.diffy.agent.collect.LocalHost;
import io.diffy.agent.collect.OwnProcess;
import io.diffy.agent.collect.QueryAnswer;
import io.diffy.agent.collect.RowSource;
import io.diffy.agent.tables.BuiltInSource;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What the queries of a pack cost on this host, asked round by round as the agent asks them. */
public final class PackCost {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final ObservationCodec CODEC = new ObservationCodec();

  /** In /proc/self/stat, behind the command's name: times of children, in hundredths of seconds. */
  private static final int CHILDREN = 13;

  private static final long TICK = 10_000_000;

  private final RowSource source;
  private final Pack pack;
  private final Instance instance;
  private final AtomicLong elsewhere = new AtomicLong();
  private final Map<PackQuery, Asked> asked = new LinkedHashMap<>();

  /** What one query cost each time, and its last answer. */
  private record Asked(List<Long> nanos, List<Observation> answer) {}

  /**
   * What one query costs.
   *
   * @param coverage of its answer; its {@code error} says why it is not whole
   * @param rows of one answer
   * @param bytes of one answer as it is sent
   * @param first CPU time of the threads that answer, and of the commands they run, when it is
   *     asked for the first time
   * @param warm the same later: the median
   */
  public record Cost(
      PackQuery query,
      Coverage coverage,
      String error,
      int rows,
      long bytes,
      Duration first,
      Duration warm) {

    /** How often it is asked in an hour. */
    public double hourly() {
      return 3600.0 / query.intervalSeconds();
    }
  }

  /** A pack's cost on the host under a root folder. */
  public PackCost(Pack pack, RowSource source, Path root) {
    this.pack = pack;
    this.source = source;
    this.instance = LocalHost.identify(Instance.named(GroupKey.parse("local"), ""), root);
  }

  /** Asks all queries once more. */
  public void round() {
    RowSource measured = source instanceof BuiltInSource builtIn ? counted(builtIn) : source;
    CollectionRound round =
        new CollectionRound(measured, instance, OwnProcess.current(), Clock.systemUTC());
    List<PackQuery> byInterval = new ArrayList<>(CollectionRound.linuxQueries(pack));
    byInterval.sort(Comparator.comparingInt(PackQuery::intervalSeconds));
    for (PackQuery query : byInterval) {
      elsewhere.set(0);
      long before = THREADS.getCurrentThreadCpuTime() + children();
      List<Observation> answer = round.discoverAndAsk(pack, query);
      long nanos = THREADS.getCurrentThreadCpuTime() + children() - before + elsewhere.get();
      Asked last = asked.getOrDefault(query, new Asked(new ArrayList<>(), answer));
      last.nanos.add(nanos);
      asked.put(query, new Asked(last.nanos, answer));
    }
  }

  /** What was measured, by query. */
  public List<Cost> costs() {
    return asked.entrySet().stream().map(each -> cost(each.getKey(), each.getValue())).toList();
  }

  private static Cost cost(PackQuery query, Asked rounds) {
    List<Observation> answer = rounds.answer;
    long first = rounds.nanos.get(0);
    long[] warm = rounds.nanos.stream().skip(1).mapToLong(nanos -> nanos).sorted().toArray();
    return new Cost(
        query,
        answer.stream()
            .map(Observation::coverage)
            .max(Comparator.naturalOrder())
            .orElse(Coverage.OK),
        answer.stream().map(Observation::error).findFirst().orElse(""),
        answer.stream().mapToInt(part -> part.rows().size()).sum(),
        answer.stream().mapToLong(part -> CODEC.encode(part).length).sum(),
        Duration.ofNanos(first),
        Duration.ofNanos(warm.length == 0 ? first : warm[warm.length / 2]));
  }

  private RowSource counted(BuiltInSource builtIn) {
    return new RowSource() {
      @Override
      public String describe() {
        return builtIn.describe();
      }

      @Override
      public QueryAnswer ask(PackQuery query) {
        return builtIn.ask(query, elsewhere::addAndGet);
      }
    };
  }

  /** CPU time of commands that have ended. */
  private static long children() {
    try {
      String stat = Files.readString(Path.of("/proc/self/stat"), StandardCharsets.ISO_8859_1);
      String[] words = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
      return TICK * (Long.parseLong(words[CHILDREN]) + Long.parseLong(words[CHILDREN + 1]));
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }
}
