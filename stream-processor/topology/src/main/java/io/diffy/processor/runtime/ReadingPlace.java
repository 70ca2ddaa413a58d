package io.diffy.processor.runtime;

/**
 * How far a partition is read.
 *
 * @param position offset of the next record
 * @param lag records from there to the end
 * @param oldest when the oldest of them was taken, in ms, at the earliest
 */
record ReadingPlace(long position, long lag, long oldest) {

  /**
   * The place after a look at the reader.
   *
   * @param lastTaken when the last record that was read was taken, in ms; 0 when none was read
   * @param now in ms
   */
  ReadingPlace moved(long newPosition, long newLag, long lastTaken, long now) {
    // Where nothing waits, whatever comes next is younger than this look.
    return new ReadingPlace(newPosition, newLag, newLag == 0 ? now : Math.max(oldest, lastTaken));
  }

  /**
   * The first look at a partition: what waits is as old as what was just read, or of unknown age.
   */
  static ReadingPlace first(long position, long lag, long lastTaken, long now) {
    return new ReadingPlace(position, lag, lastTaken == 0 || lag == 0 ? now : lastTaken);
  }
}
