/** The console: an HTTP API and pages over what the topics say. */
package io.diffy.console;
