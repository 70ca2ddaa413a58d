package io.diffy.rules.state;

/**
 * How many (instance, query) pairs of an open round have come. Beside the round and not in it: a
 * round names all its instances, and is not written anew for each answer.
 *
 * @param answered pairs
 */
public record RoundCount(int answered) {
  private static final int FORMAT = 1;

  public byte[] encode() {
    return new StateWriter(FORMAT).number(answered).done();
  }

  public static RoundCount decode(byte[] bytes) {
    return StateReader.read(FORMAT, bytes, in -> new RoundCount(in.number()));
  }
}
