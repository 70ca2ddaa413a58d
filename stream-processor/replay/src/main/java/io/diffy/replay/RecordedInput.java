package io.diffy.replay;

import java.io.IOException;
import java.io.InputStream;

/** A file, an object or a stream of recorded observations. */
interface RecordedInput {

  String name();

  /** The same for the same input, under whatever name. */
  default String id() {
    return name();
  }

  /** Opens it; called once, when it is its turn. */
  InputStream open() throws IOException;
}
