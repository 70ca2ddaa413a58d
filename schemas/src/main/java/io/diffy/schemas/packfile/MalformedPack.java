package io.diffy.schemas.packfile;

import java.io.IOException;
import java.io.Serial;

/** A pack that can't be read; the message names the file, the line, the query and what to do. */
public class MalformedPack extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  MalformedPack(String message) {
    super(message);
  }
}
