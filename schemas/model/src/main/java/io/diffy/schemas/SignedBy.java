package io.diffy.schemas;

import java.time.Instant;

/**
 * A person's signature under a decision.
 *
 * @param key name of the key; whose it is, the reader's list of trusted keys says
 * @param at when, by the signer's clock; signed too
 * @param signature Ed25519, in base64
 */
public record SignedBy(String key, Instant at, String signature) {}
