package io.diffy.schemas.fuzz;

import java.util.List;

/**
 * A parser under attack.
 *
 * @param name short, for the table and for file names: lower case letters, digits and dashes
 * @param good valid inputs to begin with
 * @param parser what gets the bytes
 * @param rounds how many inputs it gets in every build
 */
public record FuzzTarget(String name, List<byte[]> good, Parser parser, int rounds) {

  /** Reads what may come. */
  public interface Parser {
    /**
     * Reads an input, and checks what must hold of every input. Whatever it throws is a failure.
     *
     * @return what became of it, in words that many inputs share: a reason, or that it was read
     */
    String outcome(byte[] input) throws Exception;
  }

  public FuzzTarget {
    if (!name.matches("[a-z0-9-]+")) {
      throw new IllegalArgumentException(name);
    }
    good = List.copyOf(good);
  }

  /** One that reads some thousand inputs in a second. */
  public FuzzTarget(String name, List<byte[]> good, Parser parser) {
    this(name, good, parser, 2_000);
  }

  /** The same for a parser that needs files, sockets or whole programs. */
  public FuzzTarget slow() {
    return rounds(300);
  }

  public FuzzTarget rounds(int inputs) {
    return new FuzzTarget(name, good, parser, inputs);
  }
}
