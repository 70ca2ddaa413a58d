package io.diffy.schemas.json;

import java.util.List;
import java.util.Map;

/** Rows that are there as JSON: they are written as they stand, and read only by who looks. */
public interface RowsText extends List<Map<String, String>> {
  /** The array in UTF-8. */
  byte[] json();
}
