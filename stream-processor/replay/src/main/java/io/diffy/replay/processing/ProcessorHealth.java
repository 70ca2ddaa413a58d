package io.diffy.replay.processing;

import io.diffy.health.Health;
import io.diffy.processor.runtime.ProcessorNumbers;
import io.diffy.processor.runtime.StreamsRunner;
import java.util.Optional;

/**
 * How the processor of this process is, also while it still starts: it is told of the processor by
 * the launcher, before anybody waits for it.
 */
public final class ProcessorHealth implements Health {
  private volatile Optional<StreamsRunner> running = Optional.empty();

  /** A launcher like that one; what it starts is watched here. */
  public ProcessorLauncher watching(ProcessorLauncher launcher) {
    return new ProcessorLauncher(launcher.rules(), started -> running = Optional.of(started));
  }

  ProcessorNumbers numbers() {
    return running.map(StreamsRunner::numbers).orElse(ProcessorNumbers.NONE);
  }

  @Override
  public boolean live() {
    return running.map(StreamsRunner::live).orElse(true);
  }

  @Override
  public boolean ready() {
    return running.map(StreamsRunner::working).orElse(false);
  }

  @Override
  public String state() {
    return running.map(StreamsRunner::state).orElse("starting");
  }
}
