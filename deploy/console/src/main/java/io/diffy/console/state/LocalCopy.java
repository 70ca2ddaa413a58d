package io.diffy.console.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.cluster.FileTree;
import io.diffy.service.CommandFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.TopicPartition;
import org.rocksdb.CompressionType;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was read, on the local disk: a start goes on where the last one was. The topics are the
 * truth; a copy of other topics, or one that is damaged, is thrown away and made anew.
 */
public final class LocalCopy implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalCopy.class);
  private static final String FORMAT = "1 ";
  private static final byte[] OF = {'!'};
  private static final char OFFSET = 'o';
  private static final byte[] END = {(byte) 0xff};

  private final Path folder;
  private final boolean temporary;
  private final Options options =
      new Options()
          .setCreateIfMissing(true)
          .setCompressionType(CompressionType.ZSTD_COMPRESSION)
          .setWriteBufferSize(8 << 20)
          .setMaxOpenFiles(100)
          .setKeepLogFileNum(2);
  private final WriteOptions writing = new WriteOptions();
  private final WriteBatch batch = new WriteBatch();
  private final RocksDB db;
  private boolean closed;

  private LocalCopy(Path folder, boolean temporary) throws RocksDBException {
    this.folder = folder;
    this.temporary = temporary;
    db = RocksDB.open(options, folder.toString());
  }

  /** The one in this folder; one for this run only where another console has it. */
  public static LocalCopy open(Path folder) {
    RocksDB.loadLibrary();
    try {
      return new LocalCopy(folder, false);
    } catch (RocksDBException taken) {
      if (taken.getStatus() != null && taken.getStatus().getCode() == Status.Code.Corruption) {
        delete(folder);
        return open(folder);
      }
      LOG.warn(
          "what is read is kept for this run only, the next start reads the topics anew: {}",
          taken.getMessage());
      return temporary();
    }
  }

  /** One that goes with the process. */
  public static LocalCopy temporary() {
    RocksDB.loadLibrary();
    try {
      return new LocalCopy(Files.createTempDirectory("diffy-console-"), true);
    } catch (IOException | RocksDBException e) {
      throw new CommandFailure("no temporary folder for what is read: " + e.getMessage(), e);
    }
  }

  /** A key: what it is about, and its place in that. */
  static byte[] key(char of, String name, int more) {
    byte[] text = name.getBytes(UTF_8);
    return ByteBuffer.allocate(1 + text.length + Integer.BYTES)
        .put((byte) of)
        .put(text)
        .putInt(more)
        .array();
  }

  static String name(byte[] key) {
    return new String(key, 1, key.length - 1 - Integer.BYTES, UTF_8);
  }

  static int more(byte[] key) {
    return ByteBuffer.wrap(key).getInt(key.length - Integer.BYTES);
  }

  /** Empties it unless it is a copy of just that. */
  void requireOf(String topics) {
    try {
      byte[] mine = (FORMAT + topics).getBytes(UTF_8);
      if (!Arrays.equals(db.get(OF), mine)) {
        db.deleteRange(new byte[0], END);
        db.put(OF, mine);
      }
    } catch (RocksDBException e) {
      throw failure(e);
    }
  }

  /** The next start makes it anew. */
  void distrust() {
    requireOf("nothing");
  }

  Map<TopicPartition, Long> offsets() {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    forEach(
        OFFSET,
        (key, value) ->
            offsets.put(
                new TopicPartition(name(key), more(key)), ByteBuffer.wrap(value).getLong()));
    return offsets;
  }

  /** All up to there is in it, once it is committed. */
  void readUpTo(TopicPartition partition, long offset) {
    put(
        key(OFFSET, partition.topic(), partition.partition()),
        ByteBuffer.allocate(Long.BYTES).putLong(offset).array());
  }

  void put(byte[] key, byte[] value) {
    requireOpen();
    try {
      batch.put(key, value);
    } catch (RocksDBException e) {
      throw failure(e);
    }
  }

  void delete(byte[] key) {
    requireOpen();
    try {
      batch.delete(key);
    } catch (RocksDBException e) {
      throw failure(e);
    }
  }

  /** All that was put since the last time, or nothing of it. */
  void commit() {
    requireOpen();
    try {
      db.write(writing, batch);
      batch.clear();
    } catch (RocksDBException e) {
      throw failure(e);
    }
  }

  byte[] get(byte[] key) {
    requireOpen();
    try {
      return db.get(key);
    } catch (RocksDBException e) {
      throw failure(e);
    }
  }

  /** All of one kind, in the order of its keys. */
  void forEach(char of, BiConsumer<byte[], byte[]> each) {
    try (RocksIterator all = db.newIterator()) {
      for (all.seek(new byte[] {(byte) of});
          all.isValid() && all.key()[0] == (byte) of;
          all.next()) {
        each.accept(all.key(), all.value());
      }
      all.status();
    } catch (RocksDBException e) {
      throw failure(e);
    }
  }

  /** What is closed must not be touched: it is no Java. */
  private void requireOpen() {
    if (closed) {
      throw new CommandFailure("the console is stopping");
    }
  }

  private static CommandFailure failure(RocksDBException e) {
    return new CommandFailure("the console's copy on disk: " + e.getMessage(), e);
  }

  /** Nobody may look into it any more. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    List.of(batch, writing, db, options).forEach(of -> of.close());
    if (temporary) {
      delete(folder);
    }
  }

  private static void delete(Path folder) {
    try {
      FileTree.delete(folder);
    } catch (CommandFailure e) {
      LOG.warn(e.getMessage());
    }
  }
}
