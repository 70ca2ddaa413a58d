package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.NoSuchFileException;

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

  /**
   * Takes the failure to read a process. There is nothing to tell when it has ended or, being the
   * kernel's own, has no such file; nor of a sandbox's init. That one may have capabilities which
   * even root inside hasn't, and is then closed to everyone who could ever look; counting it would
   * leave such hosts without a single whole answer.
   */
  void addProcess(Located process, IOException reason) {
    boolean closedInit =
        process.name().equals("1") && "root".equals(System.getProperty("user.name"));
    if (!closedInit && !(reason instanceof NoSuchFileException)) {
      add(process.path());
    }
  }

  void tell(TableRows rows) {
    if (count > 0) {
      rows.partial(
          count + " of the " + what + " could not be read (" + example + ", …): run as root");
    }
  }
}
