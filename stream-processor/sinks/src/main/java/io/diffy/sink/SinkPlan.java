package io.diffy.sink;

import io.diffy.plugin.Sink;
import io.diffy.plugin.SinkHabits;
import java.util.function.Supplier;

/**
 * What goes where.
 *
 * @param name of this delivery; its place on the topic is kept under it
 * @param slug of the plugin, for messages
 * @param habits of the plugin
 * @param fromStart whether a delivery that is new begins with what the topic holds
 * @param untilEnd whether it ends with what the topic held when it began
 * @param target opens the way to it; throws {@link io.diffy.plugin.PluginFailure}
 */
record SinkPlan(
    String name,
    String slug,
    SinkHabits habits,
    boolean fromStart,
    boolean untilEnd,
    Supplier<Sink> target) {}
