package io.diffy.replay.processing;

import io.diffy.health.Health;
import io.diffy.schemas.topic.Topics;
import io.diffy.schemas.trust.TrustPolicy;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * How the processor of this process is, also while it still starts: it is told of the processor by
 * the launcher, before anybody waits for it.
 */
public final class ProcessorHealth implements Health {
  private volatile Optional<ProcessorLauncher.Running> running = Optional.empty();

  /** The same launcher; what it starts is watched here. */
  public ProcessorLauncher watching(ProcessorLauncher launcher) {
    return new Watched(launcher);
  }

  @Override
  public boolean live() {
    return running.map(ProcessorLauncher.Running::live).orElse(true);
  }

  @Override
  public boolean ready() {
    return running.map(ProcessorLauncher.Running::ready).orElse(false);
  }

  @Override
  public String state() {
    return running.map(ProcessorLauncher.Running::state).orElse("starting");
  }

  private final class Watched implements ProcessorLauncher {
    private final ProcessorLauncher launcher;

    Watched(ProcessorLauncher launcher) {
      this.launcher = launcher;
    }

    @Override
    public Running start(
        Topics topics,
        Map<String, String> kafka,
        Path state,
        String applicationId,
        TrustPolicy trust) {
      Running started = launcher.start(topics, kafka, state, applicationId, trust);
      running = Optional.of(started);
      return started;
    }
  }
}
