/**
 * What every plugin of a kind must do, as tests. Extend the class of your kind, say in its abstract
 * methods which plugin to try and with what, and JUnit 5 runs the rest.
 */
package io.diffy.plugin.kit;
