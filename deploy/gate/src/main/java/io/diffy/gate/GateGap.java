package io.diffy.gate;

import java.util.List;

/**
 * A query that could not be compared, on some fresh instances or on all.
 *
 * @param query its name
 * @param instances ids, sorted; empty: nobody was asked, or it is about the baseline
 * @param reason in words; may hold text from a host
 * @param lost whether the baseline has it: then the fresh instances tell less than the previous
 *     version did
 */
public record GateGap(String query, List<String> instances, String reason, boolean lost) {}
