/** HTTP: who is let in, what is routed where, how it is answered. Knows nothing of findings. */
package io.diffy.console.http;
