package io.diffy.schemas.pack;

import java.util.List;

/**
 * One query of a pack: osquery's own keys, and what this project adds under {@code diffy}.
 *
 * @param name unique in the pack
 * @param sql the query text
 * @param intervalSeconds how often it runs
 * @param platform osquery's platform words; empty for any
 * @param description what it returns
 * @param value why it is there, in osquery's own key
 * @param identity columns that say which thing a row is; empty: every kept column
 * @param volatileColumns columns dropped before rows are compared
 * @param techniques MITRE ATT&CK technique ids
 * @param benignCauses known harmless reasons for a deviation
 * @param severity how much a deviation of this table means by itself, 1 (low) to 3 (high)
 */
public record PackQuery(
    String name,
    String sql,
    int intervalSeconds,
    String platform,
    String description,
    String value,
    List<String> identity,
    List<String> volatileColumns,
    List<String> techniques,
    List<String> benignCauses,
    int severity) {}
