package io.diffy.service;

import io.diffy.settings.Settings;
import io.diffy.terminal.Screen;
import java.time.Clock;

/**
 * What every command stands in.
 *
 * @param screen where it writes
 * @param settings of this call
 * @param clock the wall clock, for what a person does now: accept, capture, wait
 * @param brokers starts a broker where a command has no other to talk to
 */
public record CommandContext(Screen screen, Settings settings, Clock clock, BrokerStarter brokers) {

  /** As {@link Screen#say}. */
  public void say(String text, Object... arguments) {
    screen.say(text, arguments);
  }

  /** As {@link Screen#note}. */
  public void note(String text, Object... arguments) {
    screen.note(text, arguments);
  }

  /** As {@link Screen#warn}. */
  public void warn(String text, Object... arguments) {
    screen.warn(text, arguments);
  }
}
