package io.diffy.rules.volatility;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.diffy.rules.peers.Catalog;
import io.diffy.rules.peers.HostItems;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A thing that each host shows in a row of its own, and beside it on one host something else. */
class MaskedItemsTest {
  private static final List<String> DROPPED = List.of("cmdline");
  private static final long THING = 7;

  private final Map<Long, Map<String, String>> rows = new TreeMap<>();
  private final List<HostItems> hosts = new ArrayList<>();
  private final Catalog catalog =
      new Catalog() {
        @Override
        public long identityOf(long item) {
          return THING;
        }

        @Override
        public SortedMap<String, Long> attributesOf(long item) {
          return new TreeMap<>(Map.of("cmdline", item));
        }
      };

  @Test
  void whoAcceptsARowOfAnotherFormAcceptsNoOther() {
    for (int n = 0; n < 23; n++) {
      host(n, worker(n));
    }
    long shell = python("-c import pty");
    long miner = python("/dev/shm/.m --pool 198.51.100.7");
    host(23, worker(23), shell, miner);
    MaskedItems masks = new MaskedItems(Volatility.learn(hosts, catalog, Set.of()), catalog);
    masks.keepOtherForms(hosts, rows::get);

    assertEquals(
        masks.print(worker(4), DROPPED), masks.print(worker(9), DROPPED), "each one's own worker");
    assertNotEquals(masks.print(shell, DROPPED), masks.print(miner, DROPPED));
    assertNotEquals(masks.print(worker(4), DROPPED), masks.print(shell, DROPPED));
  }

  /** Of a service that answers from twelve addresses each host calls two, from three zones. */
  @Test
  void whichOfManyAddressesAnInstalledProgramCallsSaysNothing() {
    for (int n = 0; n < 24; n++) {
      host(n, call("/usr/bin/agent", n % 11), call("/usr/bin/agent", (n + 4) % 12));
    }
    long foreign = call("/opt/.x/agent", 3);
    host(24, call("/usr/bin/agent", 2), foreign);
    MaskedItems masks = new MaskedItems(Volatility.learn(hosts, catalog, Set.of()), catalog);
    masks.keepOtherForms(hosts, rows::get);

    assertEquals(List.of(foreign), rows.keySet().stream().filter(masks::isOfOtherForm).toList());
  }

  private void host(int n, long... items) {
    long[] sorted = items.clone();
    Arrays.sort(sorted);
    hosts.add(new HostItems(instance(n), THREE_AM, sorted));
  }

  private long worker(int n) {
    return python("/opt/app/worker.py --id " + n);
  }

  private long python(String arguments) {
    return item(row("path", "/usr/bin/python3", "cmdline", "/usr/bin/python3 " + arguments));
  }

  private long call(String path, int address) {
    return item(
        row(
            "path",
            path,
            "local_address",
            "10.40." + (address < 10 ? 128 : 160) + ".7",
            "remote_address",
            "198.51.100." + address,
            "remote_port",
            "443"));
  }

  private long item(Map<String, String> row) {
    long item = row.hashCode();
    rows.put(item, row);
    return item;
  }
}
