package io.diffy.schemas;

import java.time.Instant;

/**
 * A baseline that took part in a comparison and disagrees.
 *
 * @param takenAt when it was taken
 */
public record BaselineUsed(int version, Instant takenAt) {}
