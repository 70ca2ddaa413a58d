package io.diffy.health;

/** How a service is, asked from outside at any moment and by any thread. */
public interface Health {

  /**
   * Whether it may go on: false only when nothing but a new start helps. A service that starts,
   * waits for Kafka or shares out its work anew is alive.
   */
  boolean live();

  /** Whether it has started and does its work. */
  boolean ready();

  /** One word for a person, such as {@code starting}; nothing that a host or a user chose. */
  String state();
}
