package io.diffy.agent.collect;

import io.diffy.schemas.Coverage;
import java.util.List;
import java.util.Map;

/**
 * What a {@link RowSource} says to one query.
 *
 * @param coverage how whole it is
 * @param error why it is not whole; empty for {@code ok}
 * @param rows column to text; values are never null
 */
public record QueryAnswer(Coverage coverage, String error, List<Map<String, String>> rows) {

  public static QueryAnswer ok(List<Map<String, String>> rows) {
    return new QueryAnswer(Coverage.OK, "", rows);
  }

  public static QueryAnswer failed(String reason) {
    return new QueryAnswer(Coverage.ERROR, reason, List.of());
  }

  public static QueryAnswer truncated(String reason, List<Map<String, String>> rows) {
    return new QueryAnswer(Coverage.TRUNCATED, reason, rows);
  }
}
