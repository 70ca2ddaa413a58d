package io.diffy.simulator;

import java.util.List;

/**
 * One attack on one instance, and its truth.
 *
 * @param type what was done
 * @param instanceId to whom
 * @param from the first collection that shows it
 * @param campaign the same name for one implant on several instances; empty for a single one
 * @param evidence all that it leaves in the answers
 */
public record Attack(
    AttackType type, String instanceId, int from, String campaign, List<AttackEvidence> evidence) {}
