package io.diffy.schemas;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Since when one host of a finding shows it, by the time of its own answers.
 *
 * @param instanceId who
 * @param first its first answer that shows it; empty when only an older version knew it
 * @param last its last one so far
 * @param returned its first answer that shows it again, when it had not for a while
 * @param own what it shows otherwise than the finding's row, by column; mostly nothing
 */
public record Sighting(
    String instanceId,
    Optional<Instant> first,
    Instant last,
    Optional<Instant> returned,
    Map<String, String> own) {}
