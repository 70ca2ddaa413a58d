/** What enrolled hosts are asked on demand. */
package io.diffy.remote.ask;
