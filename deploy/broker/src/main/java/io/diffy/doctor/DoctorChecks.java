package io.diffy.doctor;

import java.util.ArrayList;
import java.util.List;

/** The lines that a rule writes. */
final class DoctorChecks {
  private final List<Check> lines = new ArrayList<>();

  void add(Check check) {
    lines.add(check);
  }

  void ok(String about, String says) {
    lines.add(Check.ok(about, says));
  }

  void warning(String about, String says, String todo) {
    lines.add(Check.warning(about, says, todo));
  }

  void problem(String about, String says, String todo) {
    lines.add(Check.problem(about, says, todo));
  }

  void addAll(List<Check> more) {
    lines.addAll(more);
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  List<Check> all() {
    return List.copyOf(lines);
  }
}
