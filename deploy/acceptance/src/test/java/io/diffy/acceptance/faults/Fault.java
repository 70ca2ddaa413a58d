package io.diffy.acceptance.faults;

import io.diffy.schemas.topic.Topics;
import java.util.List;
import java.util.concurrent.TimeUnit;

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
  };

  private final String description;

  Fault(String description) {
    this.description = description;
  }

  /** Breaks and mends; returns when that is done, not when all has caught up. */
  abstract void strike(Brokers brokers, Processors processors, Topics topics) throws Exception;

  /** The processors that must still run afterwards. */
  List<String> survivors() {
    return List.of("a", "b");
  }

  /** One line for the table. */
  String description() {
    return description;
  }
}
