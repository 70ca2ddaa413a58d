package io.diffy.cli.command;

import io.diffy.doctor.CheckList;
import io.diffy.terminal.Screen;

/** Checks in the format that was asked for. */
final class Printed {
  private Printed() {}

  static void lines(CheckList list, OutputFormat format, Screen screen) {
    switch (format) {
      case TABLE -> list.print(screen);
      case JSON -> screen.out().println("[" + String.join(",\n", list.json()) + "]");
      case NDJSON -> list.json().forEach(screen.out()::println);
    }
    screen.out().flush();
  }
}
