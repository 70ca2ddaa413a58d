package io.diffy.processor.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * Block cache and write buffers that follow the number of stores. By default each store of each
 * task may take about 100 MB for itself; one budget for all makes many stores write out what they
 * have just begun, over and over.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {
  /** Of eight partitions. */
  private static final int STORES_OF_BUDGET = 16;

  /**
   * What a store takes at once when something is written to it. RocksDB's own choice, an eighth of
   * the write buffer, fills a budget with next to nothing in it.
   */
  private static final long SMALLEST_WRITE_BUFFER = 32L << 10;

  private Budget budget;

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    budget = Budget.take();
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(budget.cache);
    table.setCacheIndexAndFilterBlocks(true);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(budget.writeBuffers);
    options.setWriteBufferSize(4L << 20);
    options.setMaxWriteBufferNumber(2);
    options.setArenaBlockSize(SMALLEST_WRITE_BUFFER);
    // By default each open starts 16 threads to open a handful of files, and each leaves a log.
    options.setMaxFileOpeningThreads(1);
    options.setKeepLogFileNum(1);
  }

  @Override
  public void close(String store, Options options) {
    budget.giveBack();
  }

  /** What some stores share. It lives as long as the process, for the next ones. */
  static final class Budget {
    private static final List<Budget> ALL = new ArrayList<>();

    static {
      // Kafka Streams loads the class around it where there is no store.
      RocksDB.loadLibrary();
    }

    private final Cache cache = new LRUCache(32L << 20, -1, false, 0.1);
    private final WriteBufferManager writeBuffers = new WriteBufferManager(16L << 20, cache);
    private int stores;

    private Budget() {}

    static synchronized Budget take() {
      Budget free =
          ALL.stream()
              .filter(budget -> budget.stores < STORES_OF_BUDGET)
              .findFirst()
              .orElseGet(Budget::another);
      free.stores++;
      return free;
    }

    private static Budget another() {
      Budget more = new Budget();
      ALL.add(more);
      return more;
    }

    private void giveBack() {
      synchronized (Budget.class) {
        stores--;
      }
    }
  }
}
