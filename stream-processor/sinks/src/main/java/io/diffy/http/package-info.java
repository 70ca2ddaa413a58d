/**
 * How sinks speak to other people's servers: which certificates and proxy, one time limit for the
 * whole of an exchange, bounded answers, and sentences for whatever goes wrong.
 */
package io.diffy.http;
