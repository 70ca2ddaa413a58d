package io.diffy.rules.evaluation;

import io.diffy.rules.item.CanonicalAnswer.RowItem;
import io.diffy.rules.peers.BaselineItems;
import java.util.Map;

/** A baseline, canonicalised with the rules of today, and the rows behind its items. */
public record CanonicalBaseline(BaselineItems reference, Map<Long, RowItem> lines) {}
