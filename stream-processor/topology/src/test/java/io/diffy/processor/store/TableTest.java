package io.diffy.processor.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Values of one kind in a store, which may hold others too. */
class TableTest {
  private final MapStore store = new MapStore("things");
  private final Table<String> table =
      new Table<>(store, text -> text.getBytes(UTF_8), bytes -> new String(bytes, UTF_8));

  @Test
  void aValueStandsUnderAKeyOfParts() {
    table.put("a line", "web-prod", "crontab", 7);

    assertEquals(Optional.of("a line"), table.get("web-prod", "crontab", 7));
    assertEquals(List.of("web-prod\0crontab\0" + 7), store.keys());

    table.delete("web-prod", "crontab", 7);
    assertEquals(Optional.empty(), table.get("web-prod", "crontab", 7));
  }

  @Test
  void aScanSeesWhatBeginsWithThesePartsAndNoLongerNames() {
    table.put("one", "web-prod", "crontab", "i-1");
    table.put("two", "web-prod", "crontab", "i-2");
    table.put("another", "web-prod", "crontab2", "i-3");
    table.put("beside", "web-prod", SubTable.HOST, "i-4");

    assertEquals(Map.of("i-1", "one", "i-2", "two"), table.scan("web-prod", "crontab"));
    assertEquals(Map.of("i-4", "beside"), table.scan("web-prod", SubTable.HOST));
  }

  @Test
  void withoutAPrefixItSeesAllWithTheirWholeKeys() {
    table.put("two", "b", "x");
    table.put("one", "a");

    List<String> keys = new ArrayList<>();
    table.forEach((key, value) -> keys.add(key));

    assertEquals(List.of("a", "b\0x"), keys);
  }

  @Test
  void theSameValueIsNotWrittenTwice() {
    table.putIfChanged("one", "a");
    table.putIfChanged("one", "a");
    table.putIfChanged("two", "a");

    assertEquals(List.of("a", "a"), store.writes());
    assertEquals(Optional.of("two"), table.get("a"));
  }
}
