package io.diffy.schemas.json;

/**
 * What was worked out for answers that were seen of late, by the name of what they say. Bounded,
 * and only a shortcut: what is forgotten is worked out anew. Of any thread, without locks: entries
 * are immutable, and of two threads one may lose what it kept.
 */
public final class RecentAnswers<V> {
  private final Entry<V>[] places;

  private record Entry<V>(RowsName name, V value) {}

  /**
   * A memory of its own.
   *
   * @param size a power of two, of at least two; or 0 for one that keeps nothing
   */
  @SuppressWarnings({"unchecked", "rawtypes"}) // of one type alone, as nobody else has the array
  public RecentAnswers(int size) {
    places = new Entry[size];
  }

  /** Null for what was not seen of late. */
  public V find(RowsName name) {
    if (places.length == 0) {
      return null;
    }
    int first = place(name);
    Entry<V> found = places[first];
    if (found != null && found.name.equals(name)) {
      return found.value;
    }
    Entry<V> second = places[first + 1];
    if (second == null || !second.name.equals(name)) {
      return null;
    }
    // What is asked for again stays, however much comes that only one host says.
    places[first + 1] = found;
    places[first] = second;
    return second.value;
  }

  /** What was not asked for again makes room. */
  public void keep(RowsName name, V value) {
    if (places.length > 0) {
      int first = place(name);
      places[places[first] == null ? first : first + 1] = new Entry<>(name, value);
    }
  }

  /** The first of two. */
  private int place(RowsName name) {
    return (int) name.low() & (places.length - 2);
  }
}
