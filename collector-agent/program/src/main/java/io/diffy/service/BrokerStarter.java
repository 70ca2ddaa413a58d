package io.diffy.service;

import java.nio.file.Path;
import java.util.Set;

/** Starts a Kafka broker in this process, for commands that have no other to talk to. */
public interface BrokerStarter {
  /** A broker over the folder's data; port 0 takes a free one. */
  LocalBroker start(Path folder, int port);

  /** A broker on a free port whose data goes with it. */
  LocalBroker temporary();

  /** The ports of the loopback address that were chosen here for brokers and controllers. */
  Set<String> ports();

  /** A broker that was started here. */
  interface LocalBroker extends AutoCloseable {
    /** Where clients connect: {@code 127.0.0.1:port}. */
    String bootstrapServers();

    @Override
    void close();
  }
}
