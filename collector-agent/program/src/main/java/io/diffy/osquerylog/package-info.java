/** What osqueryd and its shippers log, line by line: differences and snapshots to whole answers. */
package io.diffy.osquerylog;
