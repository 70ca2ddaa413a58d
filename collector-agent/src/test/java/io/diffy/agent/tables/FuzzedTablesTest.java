package io.diffy.agent.tables;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.fuzz.FuzzTarget;
import io.diffy.schemas.fuzz.Fuzzed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whoever owns a host writes its files. Whatever stands in them, a table shows rows, or says in one
 * line why not; its other files are read all the same.
 */
class FuzzedTablesTest implements Fuzzed {
  private static final QueryLimits SMALL =
      new QueryLimits(Duration.ofHours(1), 2_000, 64L << 20, 256L << 20);
  private static final Constraints ALL =
      new Constraints(Sql.tokens("SELECT * FROM t WHERE path = '/etc/crontab'"));

  @Override
  public Stream<FuzzTarget> targets() throws IOException {
    return Stream.of(
        table("table-crontab", List.of(CrontabTable.TABLE), "/etc/crontab"),
        table("table-sudoers", List.of(SudoersTable.TABLE), "/etc/sudoers", "/etc/sudoers.d/web"),
        table(
            "table-authorized-keys",
            List.of(AuthorizedKeysTable.TABLE),
            "/root/.ssh/authorized_keys",
            "/etc/passwd"),
        table(
            "table-accounts",
            List.of(AccountTables.USERS, AccountTables.GROUPS, AccountTables.USER_GROUPS),
            "/etc/passwd",
            "/etc/group"),
        table("table-dpkg-status", List.of(DebPackagesTable.TABLE), "/var/lib/dpkg/status"),
        table(
            "table-systemd-units",
            List.of(SystemdUnitsTable.TABLE),
            "/usr/lib/systemd/system/nginx.service"),
        table(
            "table-processes",
            List.of(ProcessesTable.TABLE, ProcessEnvsTable.TABLE),
            "/proc/100/stat",
            "/proc/100/status",
            "/proc/100/cmdline",
            "/proc/1000/environ",
            "/proc/100/cgroup",
            "/proc/stat"),
        table(
            "table-sockets",
            List.of(SocketTables.LISTENING, SocketTables.OPEN),
            "/proc/net/tcp",
            "/proc/net/tcp6",
            "/proc/net/udp",
            "/proc/net/unix"),
        table(
            "table-small-files",
            List.of(
                EtcHostsTable.TABLE,
                SystemTables.OS_VERSION,
                MountsTable.TABLE,
                KernelModulesTable.TABLE,
                SystemTables.KERNEL_INFO,
                SystemTables.SYSTEM_INFO,
                SystemTables.UPTIME),
            "/etc/hosts",
            "/usr/lib/os-release",
            "/proc/mounts",
            "/proc/modules",
            "/proc/version",
            "/proc/cmdline",
            "/proc/cpuinfo",
            "/proc/meminfo",
            "/proc/uptime"),
        commands());
  }

  /** The first byte says which of the files gets the others. */
  private static FuzzTarget table(String name, List<OsqueryTable> tables, String... files)
      throws IOException {
    FakeHost host = FakeHost.complete();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(host)));
    byte[][] good = new byte[files.length][];
    for (int i = 0; i < files.length; i++) {
      byte[] content = Files.readAllBytes(host.path(files[i]));
      good[i] = new byte[content.length + 1];
      good[i][0] = (byte) i;
      System.arraycopy(content, 0, good[i], 1, content.length);
    }
    return new FuzzTarget(
            name,
            List.of(good),
            input -> {
              int at = input.length == 0 ? 0 : (input[0] & 0xff) % files.length;
              host.write(
                  files[at], Arrays.copyOfRange(input, Math.min(1, input.length), input.length));
              StringBuilder outcome = new StringBuilder();
              for (OsqueryTable table : tables) {
                outcome.append(outcome(table, host)).append("; ");
              }
              host.write(files[at], Arrays.copyOfRange(good[at], 1, good[at].length));
              return outcome.toString();
            })
        .slow();
  }

  private static String outcome(OsqueryTable table, FakeHost host) {
    TableRows rows = new TableRows(table, ALL, SMALL, new Deadline(SMALL.time()));
    try {
      table.reader().read(new Root(host.root(), new KeptHashes(Clock.systemUTC())), rows);
      return "rows " + Math.min(3, rows.all().size()) + rows.missing();
    } catch (IOException e) {
      assertTrue(e.getMessage() != null, () -> e.toString());
      return e.getClass().getSimpleName() + rows.missing();
    }
  }

  /** What commands of the host print: they ask the kernel, but names in it are anybody's. */
  private static FuzzTarget commands() {
    String saved =
        """
        *filter
        :INPUT DROP [12:3456]
        :mine - [0:0]
        [1:2] -A INPUT -s 10.0.0.0/8 ! -d 10.0.0.1/32 -i eth+ -o lo -p tcp -m tcp --sport 1:2 ! --dport 22 -j ACCEPT
        -A mine -p udp -m udp --dport 53 -g INPUT
        COMMIT
        """;
    String listing = "ssh.service loaded active running OpenBSD Secure Shell server\n";
    return new FuzzTarget(
        "table-commands",
        List.of(saved.getBytes(UTF_8), listing.getBytes(UTF_8)),
        input -> {
          String text = new String(input, StandardCharsets.UTF_8);
          TableRows rows =
              new TableRows(IptablesTable.TABLE, ALL, SMALL, new Deadline(SMALL.time()));
          try {
            IptablesTable.parse(text, rows);
          } catch (TableRows.Full e) {
            return e.getMessage();
          }
          return "rows " + Math.min(9, rows.all().size()) + SystemdUnitsTable.parse(text).isEmpty();
        });
  }

  private static void remove(FakeHost host) {
    try {
      host.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
