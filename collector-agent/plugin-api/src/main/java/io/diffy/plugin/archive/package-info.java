/** What an archive of a topic looks like, for the sinks that write one and those who read it. */
package io.diffy.plugin.archive;
