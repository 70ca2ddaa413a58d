package io.diffy.replay;

import io.diffy.terminal.Progress;
import java.time.Duration;

/** Tells how far a replay is. */
final class ReplayProgress {
  private static final long BETWEEN_NANOS = Duration.ofMillis(200).toNanos();

  private final Recording recording;
  private final Progress progress;
  private final long started = System.nanoTime();
  private long told = started;
  private long done;

  ReplayProgress(Recording recording, Progress progress) {
    this.recording = recording;
    this.progress = progress;
  }

  /** One more observation is judged. */
  synchronized void judged() {
    done++;
    long now = System.nanoTime();
    if (now - told > BETWEEN_NANOS) {
      told = now;
      Duration running = Duration.ofNanos(now - started);
      progress.detail("judging: " + new Pace(done, recording.size(), recording.rows(), running));
    }
  }
}
