package io.diffy.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvTest {
  @Test
  void whatDividesCellsIsQuoted() {
    assertEquals(
        "a,\"b,c\",\"say \"\"hi\"\"\",\" d \",",
        Csv.line(List.of("a", "b,c", "say \"hi\"", " d ", "")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "=cmd|' /C calc'!A0"})
  void aFormulaOfAHostIsText(String cell) {
    assertEquals("'" + cell, Csv.line(List.of(cell)));
    assertEquals("'  " + cell, Csv.line(List.of("  " + cell)));
  }

  @Test
  void aHostCanEndNeitherTheCellNorTheLine() {
    assertEquals("a\\r\\n'\\tb\\x1b[2J", Csv.line(List.of("a\r\n'\tb\u001b[2J")));
    assertEquals("\"\"\",\"\"=x\"", Csv.line(List.of("\",\"=x")));
  }

  @Test
  void aTabDoesNotHideAFormula() {
    assertEquals("\\t=1", Csv.line(List.of("\t=1")));
  }
}
