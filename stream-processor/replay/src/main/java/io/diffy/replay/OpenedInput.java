package io.diffy.replay;

import java.io.InputStream;

/** A stream that its owner has opened. */
record OpenedInput(InputStream input) implements RecordedInput {
  @Override
  public String name() {
    return "the recorded observations";
  }

  @Override
  public InputStream open() {
    return input;
  }
}
