/** The plugins that need no cloud: this host, files, a shell, osquery. */
package io.diffy.plugins;
