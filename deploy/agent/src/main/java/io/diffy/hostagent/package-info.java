/**
 * The program that stays on a host, with nothing on its class path that a host does not need: one
 * command, its settings, reloaded where they change.
 */
package io.diffy.hostagent;
