package io.diffy.agent.tables;

/** Counts what could not be read, and remembers one example. */
final class Unread {
  private final String what;
  private int count;
  private String example;

  Unread(String what) {
    this.what = what;
  }

  void add(String path) {
    count++;
    example = example == null ? path : example;
  }

  void tell(Rows rows) {
    if (count > 0) {
      rows.partial(
          count + " of the " + what + " could not be read (" + example + ", …): run as root");
    }
  }
}
