/** The operations of the console's API. */
package io.diffy.console.api;
