package io.diffy.processor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/** Memory for what is written follows the number of stores. */
class BoundedRocksDbTest {
  static {
    RocksDB.loadLibrary();
  }

  private final List<Runnable> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(Runnable::run);
  }

  @Test
  void theStoresOfEightPartitionsShareABudgetAndTheNextHaveAnother() {
    List<WriteBufferManager> budgets = open(17);

    assertSame(budgets.get(0), budgets.get(15));
    assertNotSame(budgets.get(0), budgets.get(16));
  }

  @Test
  void whatClosedStoresGiveBackIsTakenAgain() {
    WriteBufferManager before = open(16).get(0);
    close();
    open.clear();

    assertSame(before, open(1).get(0));
  }

  @Test
  void anEmptyWriteBufferIsSmall() {
    Options options = options();
    BoundedRocksDb bounded = new BoundedRocksDb();
    bounded.setConfig("state", options, Map.of());
    open.add(() -> bounded.close("state", options));

    assertEquals(32 << 10, options.arenaBlockSize());
  }

  private List<WriteBufferManager> open(int stores) {
    List<WriteBufferManager> budgets = new ArrayList<>();
    for (int store = 0; store < stores; store++) {
      Options options = options();
      BoundedRocksDb bounded = new BoundedRocksDb();
      bounded.setConfig("state", options, Map.of());
      open.add(() -> bounded.close("state", options));
      budgets.add(options.writeBufferManager());
    }
    return budgets;
  }

  private static Options options() {
    return new Options().setTableFormatConfig(new BlockBasedTableConfig());
  }
}
