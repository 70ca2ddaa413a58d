/**
 * Made-up fleets: near-identical hosts with the noise that real ones have, and attacks whose truth
 * is known. The rows are data (resources {@code simulation/<query>.tsv}, one file per query of the
 * shipped pack); what differs between hosts is decided here, by a seed and nothing else.
 */
package io.diffy.simulator;
