package io.diffy.sink;

import java.util.function.Consumer;

/**
 * Who hears of a delivery.
 *
 * @param lines what a person should know while it runs
 * @param results what became of it, at the end
 * @param progress how far it is with what had gathered on the topic; empty when it has caught up
 */
record SinkTalk(Consumer<String> lines, Consumer<String> results, Consumer<String> progress) {}
