/** Secrets, enrolled hosts, and who is let in. */
package io.diffy.remote.enroll;
