/** What the public topics say, in memory. */
package io.diffy.console.state;
