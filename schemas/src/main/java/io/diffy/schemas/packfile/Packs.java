package io.diffy.schemas.packfile;

import io.diffy.schemas.pack.Pack;
import java.util.List;

/**
 * The packs one file holds.
 *
 * @param all in file order; the queries of a config's {@code schedule} form a pack of that name
 * @param warnings what was left out and why, for a person; empty when nothing was
 */
public record Packs(List<Pack> all, List<String> warnings) {}
