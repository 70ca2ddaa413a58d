package io.diffy.schemas;

import java.time.Instant;

/**
 * A baseline that took part in a comparison and disagrees.
 *
 * @param version of the baseline
 * @param takenAt when it was taken
 */
public record BaselineUsed(int version, Instant takenAt) {}
