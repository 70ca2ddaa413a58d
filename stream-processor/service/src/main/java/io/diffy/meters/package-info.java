/** The numbers of a service, as Prometheus reads them. */
package io.diffy.meters;
