package io.diffy.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TableViewTest {

  @Test
  void alignsAndPutsTheNoteBelow() {
    TableView table = new TableView().number("SCORE").column("INSTANCE").flexible("WHAT");
    table.row(
        Style.RED,
        List.of("3.2", "i-0abc", "port 4444 nc"),
        List.of("only this instance of 24 listens there"));
    table.row(Style.PLAIN, List.of("10.0", "i-0日本", "evil\u001b[2J\nline"));
    assertEquals(
        """
        SCORE  INSTANCE  WHAT
          3.2  i-0abc    port 4444 nc
            only this instance of 24 listens there
         10.0  i-0日本   evil\\x1b[2J\\nline
        """,
        printed(table, 80, false));
  }

  @Test
  void takesRoomFromTheFlexibleColumnsOnly() {
    TableView table = new TableView().column("ID").flexible("WHAT").column("SINCE");
    table.row(Style.PLAIN, List.of("0123456789", "x".repeat(100), "2026-11-20 03:10"));
    assertEquals(
        """
        ID          WHAT                              SINCE
        0123456789  xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…  2026-11-20 03:10
        """,
        printed(table, 62, false));
  }

  @Test
  void wrapsALongNoteAndColoursOnlyWhenAsked() {
    TableView table = new TableView().column("A");
    table.row(Style.RED, List.of("b"), List.of("word ".repeat(20).strip()));
    assertEquals(
        """
        <1>A<0>
        <31>b<0>
            word word word word word word word word word word word
            word word word word word word word word word
        """
            .replaceAll("<([0-9]+)>", "\u001b[$1m"),
        printed(table, 60, true));
  }

  private static String printed(TableView table, int width, boolean colour) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, UTF_8);
    table.print(new Screen(stream, stream, width, colour, false, false));
    return out.toString(UTF_8);
  }
}
