package io.diffy.acceptance.faults;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;

import io.diffy.acceptance.it.Poison;
import io.diffy.cluster.TopicAdmin;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What is broken in the middle of the load, and how it is mended. */
enum Fault {
  PROCESSOR_KILLED("kill -9 a processor, start it again") {
    @Override
    void strike(Brokers brokers, Processors processors, Topics topics) throws Exception {
      processors.get("a").kill();
      processors.start("a");
      processors.awaitReady("a");
    }
  },
  BOTH_PROCESSORS_KILLED("kill -9 both processors, start them again") {
    @Override
    void strike(Brokers brokers, Processors processors, Topics topics) throws Exception {
      processors.get("a").kill();
      processors.get("b").kill();
      processors.start("a");
      processors.start("b");
      processors.awaitReady("a");
      processors.awaitReady("b");
    }
  },
  PROCESSOR_ADDED("a third processor joins") {
    @Override
    void strike(Brokers brokers, Processors processors, Topics topics) throws Exception {
      processors.start("c");
      processors.awaitReady("c");
    }
  },
  PROCESSOR_REMOVED("one processor is stopped for good") {
    @Override
    List<String> survivors() {
      return List.of("b");
    }

    @Override
    void strike(Brokers brokers, Processors processors, Topics topics) throws Exception {
      processors.get("a").stop();
    }
  },
  ROLLING_UPGRADE("stop each processor in order, start it in the new version over its data") {
    @Override
    void prepare(Processors processors) {
      processors.version(System.getProperty("faults.old", ""));
    }

    @Override
    void strike(Brokers brokers, Processors processors, Topics topics) throws Exception {
      processors.version("");
      for (String name : List.of("a", "b")) {
        processors.get(name).stop();
        processors.start(name);
        processors.awaitReady(name);
      }
    }
  },
  DISK_LOST("kill -9 a processor, delete its data folder, start it again") {
    @Override
    void strike(Brokers brokers, Processors processors, Topics topics) throws Exception {
      processors.get("a").kill();
      processors.loseDisk("a");
      processors.start("a");
      processors.awaitReady("a");
    }
  },
  PROCESSOR_PAUSED("SIGSTOP a processor for 20 s (session 10 s), SIGCONT") {
    @Override
    void strike(Brokers brokers, Processors processors, Topics topics) throws Exception {
      processors.get("a").pause();
      TimeUnit.SECONDS.sleep(20);
      processors.get("a").resume();
    }
  },
  BROKER_KILLED("kill -9 a broker, start it again") {
    @Override
    void strike(Brokers brokers, Processors processors, Topics topics) throws Exception {
      int id = brokers.leader(topics.observations().name(), 0);
      brokers.broker(id).kill();
      TimeUnit.SECONDS.sleep(5);
      brokers.restart(id);
      brokers.awaitWhole();
    }
  },
  CONTROLLER_KILLED("kill -9 the broker that leads the controllers, start it again") {
    @Override
    void strike(Brokers brokers, Processors processors, Topics topics) throws Exception {
      int id = brokers.controller();
      brokers.broker(id).kill();
      TimeUnit.SECONDS.sleep(5);
      brokers.restart(id);
      brokers.awaitWhole();
    }
  },
  BROKER_PAUSED("SIGSTOP a broker for 20 s (session 9 s), SIGCONT") {
    @Override
    void strike(Brokers brokers, Processors processors, Topics topics) throws Exception {
      int id = brokers.leader(topics.observations().name(), 0);
      brokers.broker(id).pause();
      TimeUnit.SECONDS.sleep(20);
      brokers.broker(id).resume();
      brokers.awaitWhole();
    }
  },
  ROLLING_RESTART("restart all brokers in order, one after the other") {
    @Override
    void strike(Brokers brokers, Processors processors, Topics topics) throws Exception {
      for (int id = 1; id <= Brokers.COUNT; id++) {
        brokers.broker(id).stop();
        brokers.restart(id);
        brokers.awaitWhole();
      }
    }
  },
  BROKER_AND_PROCESSOR_KILLED("kill -9 a broker and a processor at once, start both again") {
    @Override
    void strike(Brokers brokers, Processors processors, Topics topics) throws Exception {
      int id = brokers.leader(topics.observations().name(), 0);
      brokers.broker(id).kill();
      processors.get("a").kill();
      TimeUnit.SECONDS.sleep(5);
      brokers.restart(id);
      processors.start("a");
      brokers.awaitWhole();
      processors.awaitReady("a");
    }
  },
  TOPICS_DELETED("delete a topic it reads and one it writes, make them anew when it says so") {
    @Override
    void strike(Brokers brokers, Processors processors, Topics topics) throws Exception {
      try (Admin admin = brokers.admin()) {
        // Those that nobody else writes to meanwhile.
        List<String> gone = List.of(topics.rerouted().name(), topics.deadLetters().name());
        admin.deleteTopics(gone).all().get();
        processors.awaitFailure("a", "gone; make it anew with diffy topics --create");
        processors.awaitFailure("b", "gone; make it anew with diffy topics --create");
        new TopicAdmin(admin).ensure(topics.all(), Map.of());
      }
      startBoth(processors);
    }
  },
  DISK_FULL("the disk under a processor's data is full, room is made when it says so") {
    private static final String REASON =
        "the disk under the data folder is full; make room, then start it again";

    @Override
    void prepare(Processors processors) throws Exception {
      processors.mountDisk("a", 128);
    }

    @Override
    void strike(Brokers brokers, Processors processors, Topics topics) throws Exception {
      processors.fillDisk("a");
      // Now it has to make stores for the other's partitions.
      processors.get("b").stop();
      processors.awaitFailure("a", REASON);
      processors.start("a");
      processors.awaitFailure("a", REASON);
      processors.makeRoom("a");
      startBoth(processors);
    }
  },
  SLOW_RECORD("a record that takes 20 s (session 10 s)") {
    @Override
    void prepare(Processors processors) {
      processors.set(POISONED);
    }

    @Override
    void strike(Brokers brokers, Processors processors, Topics topics) throws Exception {
      send(Poison.SLOW, brokers, topics);
      TimeUnit.MILLISECONDS.sleep(Poison.SLOWLY.toMillis());
    }
  },
  HANGING_RECORD(
      "a record that takes for ever, a supervisor starts what ends (poll interval 20 s)") {
    @Override
    void prepare(Processors processors) {
      processors.set(POISONED);
      processors.set(List.of("kafka.max.poll.interval.ms=20000"));
    }

    @Override
    void strike(Brokers brokers, Processors processors, Topics topics) throws Exception {
      send(Poison.HANGS, brokers, topics);
      // Each may be at it twice, and be named as often.
      while (true) {
        for (String name : List.of("a", "b")) {
          if (processors.get(name).said().contains("it goes to the dead letters, and the next")) {
            return;
          }
          if (!processors.get(name).alive()) {
            processors.awaitFailure(name, " and can't go on; start it again");
            processors.start(name);
          }
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }

    /** The last that was at it may still be ending. */
    @Override
    List<String> survivors() {
      return List.of();
    }

    @Override
    List<String> takeDeadLetters(Map<String, List<String>> events) {
      List<String> letters = events.getOrDefault("dead letter", List.of());
      events.remove("dead letter");
      return letters.size() == 1 && letters.get(0).contains(Poison.HANGS)
          ? List.of()
          : List.of("dead letters: " + letters);
    }
  },
  CORES_BUSY("twice as many endless loops as cores, for 40 s") {
    @Override
    void strike(Brokers brokers, Processors processors, Topics topics) throws Exception {
      List<Process> loops = new ArrayList<>();
      for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
        loops.add(new ProcessBuilder("timeout", "40", "sh", "-c", "while :; do :; done").start());
      }
      for (Process loop : loops) {
        loop.waitFor();
      }
    }
  };

  private static final List<String> POISONED =
      List.of("kafka.processor.wrapper.class=" + Poison.class.getName());

  private final String description;

  Fault(String description) {
    this.description = description;
  }

  /** Before the processors start. */
  void prepare(Processors processors) throws Exception {}

  /** Breaks and mends; returns when that is done, not when all has caught up. */
  abstract void strike(Brokers brokers, Processors processors, Topics topics) throws Exception;

  /** The processors that must still run afterwards. */
  List<String> survivors() {
    return List.of("a", "b");
  }

  /**
   * Takes out the dead letters that the fault must make.
   *
   * @return what is wrong with them
   */
  List<String> takeDeadLetters(Map<String, List<String>> events) {
    return List.of();
  }

  /** One line for the table. */
  String description() {
    return description;
  }

  private static void startBoth(Processors processors) throws Exception {
    processors.start("a");
    processors.start("b");
    processors.awaitReady("a");
    processors.awaitReady("b");
  }

  /** An answer in a group of its own, at which {@link Poison} does what the instance says. */
  private static void send(String instance, Brokers brokers, Topics topics) throws Exception {
    Observation answer =
        Observation.of(Instance.named("poisoned", instance), "crontab", Instant.now(), CLEAN_CRON)
            .withInterval((int) Duration.ofDays(1).toSeconds());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new Records(topics).observation(answer)).get();
    }
  }
}
