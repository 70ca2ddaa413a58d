package io.diffy.plugin;

/** How asking one instance ended. Every described instance has just one. */
public enum InstanceOutcome {
  /** It ran, and its output is whole. */
  SUCCESS,
  /** It ran and said that it failed: the exit code and its errors are the reason. */
  FAILED,
  /** It ran longer than it may. */
  EXECUTION_TIMED_OUT,
  /** It did not take the command in time. */
  DELIVERY_TIMED_OUT,
  /** The command could not be brought to it. */
  UNDELIVERABLE,
  /** The run was stopped before it answered. */
  CANCELLED,
  /** The instance, or what it ran, was ended meanwhile. */
  TERMINATED,
  /** Policy forbids to ask it. */
  ACCESS_DENIED,
  /** Nothing on it listens. */
  NOT_MANAGED,
  /** What listens on it is not connected. */
  AGENT_OFFLINE,
  /** It is not to be asked: its lifecycle state. */
  SKIPPED,
  /** It ran, and its output never came. */
  OUTPUT_MISSING,
  /** It ran, and the end of its output is missing. */
  OUTPUT_TRUNCATED,
  /** It ran, and its output is not what the payload prints. */
  OUTPUT_INVALID,
  /** Nobody knows: the time for asking was over. */
  DEADLINE
}
