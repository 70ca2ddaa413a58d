package io.diffy.schemas;

import java.util.List;

/**
 * Which deviation a finding is about: the same in all its events.
 *
 * @param uid names the deviation: the same in every run, replay and restart
 * @param itemUid names the item whatever the group, query and kind with it: the same deviation in
 *     two groups has one; empty in events that are older than this name
 * @param query the query whose answer deviates; for drift the one that separates most; {@value
 *     Finding#ALL_QUERIES} when it is about all alike
 * @param kind what is wrong
 * @param techniques MITRE ATT&CK technique ids of the query
 */
public record Subject(
    String uid, String itemUid, GroupKey group, String query, Kind kind, List<String> techniques) {}
