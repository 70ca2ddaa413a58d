/**
 * What can be plugged in: where hosts come from (target, inventory), what runs there (payload), how
 * it gets there and back (collection), where results are kept (persistence), how they are judged
 * (analysis), and where the records of topics are taken (sink).
 *
 * <p>A plugin is a public class with a public constructor without parameters, named in {@code
 * META-INF/services/io.diffy.plugin.<Kind>Plugin} of its jar ({@link java.util.ServiceLoader}). It
 * is asked from one thread at a time. A plugin that can't do what it is asked throws {@link
 * PluginFailure} with a sentence that says what went wrong and what to do; any other exception is a
 * bug of the plugin.
 *
 * <p>The package is stable: within a major version nothing is removed and no abstract method is
 * added.
 */
package io.diffy.plugin;
