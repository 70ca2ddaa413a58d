/** Attacks on the program itself. What needs root or namespaces is skipped by name elsewhere. */
package io.diffy.acceptance.attack;
