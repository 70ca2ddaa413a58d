package io.diffy.standalone.command;

import io.diffy.standalone.doctor.CheckList;
import io.diffy.standalone.terminal.Screen;

/** Checks in the format that was asked for. */
final class Printed {
  private Printed() {}

  static void lines(CheckList list, Format format, Screen screen) {
    switch (format) {
      case TABLE -> list.print(screen);
      case JSON -> screen.out().println("[" + String.join(",\n", list.json()) + "]");
      case NDJSON -> list.json().forEach(screen.out()::println);
    }
    screen.out().flush();
  }
}
