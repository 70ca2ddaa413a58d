package io.diffy.rules.exception;

import java.util.Collection;
import java.util.List;

/** An item as an instance shows it now, to be held against what was accepted. */
@FunctionalInterface
public interface ShownPrint {
  /** Nothing that could differ: the deviation itself is what was seen. */
  Collection<ShownPrint> NONE = List.of();

  /** Its hex fingerprint without these attributes; empty when that is not known. */
  String without(List<String> masked);
}
