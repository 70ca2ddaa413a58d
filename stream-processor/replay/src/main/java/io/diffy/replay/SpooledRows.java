package io.diffy.replay;

import io.diffy.schemas.json.RowsText;
import java.lang.ref.WeakReference;
import java.util.AbstractList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.function.Supplier;

/**
 * The rows of an answer that lies in a file, read when somebody asks for them and kept as long as
 * somebody uses them: who keeps a thousand answers keeps no row.
 */
class SpooledRows extends AbstractList<Map<String, String>> {
  private final int size;
  private final Source file;
  private WeakReference<List<Map<String, String>>> read = new WeakReference<>(null);

  /** Reads them. */
  interface Source extends Supplier<List<Map<String, String>>> {}

  SpooledRows(int size, Source file) {
    this.size = size;
    this.file = file;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Map<String, String> get(int at) {
    return rows().get(at);
  }

  @Override
  public Iterator<Map<String, String>> iterator() {
    return rows().iterator();
  }

  @Override
  public Spliterator<Map<String, String>> spliterator() {
    return rows().spliterator();
  }

  private synchronized List<Map<String, String>> rows() {
    List<Map<String, String>> rows = read.get();
    if (rows == null) {
      rows = file.get();
      read = new WeakReference<>(rows);
    }
    return rows;
  }

  /** Rows whose text lies there as it was given. */
  static final class AsJson extends SpooledRows implements RowsText {
    private final Supplier<byte[]> text;

    AsJson(int size, Source file, Supplier<byte[]> text) {
      super(size, file);
      this.text = text;
    }

    @Override
    public byte[] json() {
      return text.get();
    }
  }
}
