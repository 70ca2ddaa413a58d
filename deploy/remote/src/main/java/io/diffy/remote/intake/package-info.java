/** osquery's remote API over TLS: the server, and what it makes of the logs of hosts. */
package io.diffy.remote.intake;
