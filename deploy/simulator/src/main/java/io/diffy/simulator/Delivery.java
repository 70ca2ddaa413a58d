package io.diffy.simulator;

import io.diffy.schemas.Observation;
import java.time.Instant;

/**
 * An observation on its way.
 *
 * @param observation what the host says
 * @param arrived when a broker takes it: by the true time, whatever the host's clock says
 * @param collection which collection it belongs to, from 0
 */
public record Delivery(Observation observation, Instant arrived, int collection) {}
