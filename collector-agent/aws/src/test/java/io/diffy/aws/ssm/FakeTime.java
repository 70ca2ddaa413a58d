package io.diffy.aws.ssm;

import io.diffy.aws.TestPlugins;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only by waiting. */
final class FakeTime extends Clock {
  private Instant now = TestPlugins.THREE_AM;
  final List<Duration> waits = new ArrayList<>();

  Pause pause() {
    return (time, stop) -> {
      if (!stop.asked()) {
        waits.add(time);
        now = now.plus(time);
      }
    };
  }

  Duration sinceStart() {
    return Duration.between(TestPlugins.THREE_AM, now);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
