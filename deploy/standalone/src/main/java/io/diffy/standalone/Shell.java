package io.diffy.standalone;

import io.diffy.standalone.settings.Settings;
import io.diffy.standalone.terminal.Screen;
import java.time.Clock;

/**
 * What every command stands in.
 *
 * @param screen where it writes
 * @param settings of this call
 * @param clock the wall clock, for what a person does now: accept, capture, wait
 */
public record Shell(Screen screen, Settings settings, Clock clock) {}
