/**
 * osquery's tables where osquery is not installed: {@link io.diffy.agent.tables.BuiltInSource}.
 *
 * <p>The tables that a query opens are read into an in-memory SQLite of its own, with osquery's
 * column names and types, and the query runs there. osquery's hidden columns and its own SQL
 * functions are not known.
 *
 * <p>A new table is a class with an {@link io.diffy.agent.tables.OsqueryTable} and a line in {@link
 * io.diffy.agent.tables.BuiltInTables}.
 *
 * <p>An answer without rows has to prove that there is nothing. So what an absent or unreadable
 * source means is decided per table, and stands there: an error, unless it means "nothing there".
 * What can be read only in part (other users' descriptors, environments and homes, without root; a
 * file over 16 MiB) makes the answer {@code truncated}, with how many could not be read.
 */
package io.diffy.agent.tables;
