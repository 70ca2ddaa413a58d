package io.diffy.agent;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.packfile.ShippedPacks;
import io.diffy.schemas.packfile.TriagePack;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The shipped pack's SQL runs on SQLite over tables with osquery's columns; needs -Dshared.data=DIR
 * with osquery's schema.
 */
class TriagePackSqlConformanceTest {
  private Connection database;

  @BeforeEach
  void createTables() throws IOException, SQLException {
    String data = System.getProperty("shared.data", "");
    assumeTrue(!data.isEmpty(), "needs -Dshared.data=DIR with DIR/osquery");
    Path schema = Path.of(data, "osquery/jmpsec-osctrl/osquery-schema-5.22.1.json");
    database = DriverManager.getConnection("jdbc:sqlite::memory:");
    for (JsonNode table : new ObjectMapper().readTree(schema.toFile())) {
      if (table.get("platforms").toString().contains("linux")) {
        create(table);
      }
    }
  }

  @AfterEach
  void close() throws SQLException {
    if (database != null) {
      database.close();
    }
  }

  @Test
  void everyQueryRuns() throws SQLException {
    // Tables of our own, which osquery does not have.
    execute("CREATE TABLE changed_package_files (path, package, version, arch, recorded, md5)");
    execute("CREATE TABLE hidden_modules (name, state, taint)");
    execute("CREATE TABLE hidden_processes (pid, name, uid)");
    execute("CREATE TABLE nftables (family, table_name, chain, rule)");
    for (PackQuery query : ShippedPacks.all().queries().values()) {
      rows(query.sql());
      if (!query.appliesIf().isEmpty()) {
        rows(query.appliesIf());
      }
    }
  }

  @Test
  void aPortWithoutAVisibleProcessStaysAndEphemeralUdpGoes() throws SQLException {
    execute("INSERT INTO processes (pid, name) VALUES (7, 'sshd')");
    port(7, 22, 6, 2);
    port(-1, 31337, 6, 10);
    port(7, 41000, 17, 2);
    port(7, 0, 0, 1);

    List<String> rows = rows(sql("listening_ports"));

    assertTrue(rows.size() == 2 && rows.get(0).contains("sshd"), rows.toString());
    assertTrue(rows.get(1).contains("31337"), rows.toString());
  }

  @Test
  void onlyConnectionsThatTheHostOpenedAreListed() throws SQLException {
    execute("INSERT INTO processes (pid, name) VALUES (7, 'sshd'), (8, 'miner')");
    port(7, 22, 6, 2);
    socket(7, "10.0.0.1", 22, "10.0.0.99", 51515);
    socket(8, "10.0.0.1", 45678, "198.51.100.7", 3333);
    socket(8, "127.0.0.1", 45679, "127.0.0.1", 6379);
    socket(7, "0.0.0.0", 22, "0.0.0.0", 0);

    List<String> rows = rows(sql("process_open_sockets"));

    assertTrue(rows.size() == 1 && rows.get(0).contains("miner"), rows.toString());
  }

  @Test
  void kernelThreadsAreLeftOutButTheirHelpersAreNot() throws SQLException {
    execute(
        "INSERT INTO processes (pid, name, path, parent) VALUES (1, 'systemd', '/sbin/init', 0),"
            + " (2, 'kthreadd', '', 0), (9, 'kworker/0:1', '', 2), (66, 'x', '/tmp/x', 2)");

    List<String> rows = rows(sql("processes"));

    assertTrue(rows.size() == 2 && rows.get(1).contains("/tmp/x"), rows.toString());
  }

  private static String sql(String query) {
    return TriagePack.load().queries().get(query).sql();
  }

  private void port(int pid, int port, int protocol, int family) throws SQLException {
    execute(
        "INSERT INTO listening_ports (pid, port, protocol, family, address) VALUES (%d, %d, %d, %d, '0.0.0.0')"
            .formatted(pid, port, protocol, family));
  }

  private void socket(int pid, String local, int localPort, String remote, int remotePort)
      throws SQLException {
    execute(
        "INSERT INTO process_open_sockets (pid, family, protocol, local_address, local_port,"
            + " remote_address, remote_port, state) VALUES (%d, 2, 6, '%s', %d, '%s', %d, 'ESTABLISHED')"
                .formatted(pid, local, localPort, remote, remotePort));
  }

  private void create(JsonNode table) throws SQLException {
    List<String> columns = new ArrayList<>();
    for (JsonNode column : table.get("columns")) {
      columns.add("\"%s\" %s".formatted(column.get("name").asText(), column.get("type").asText()));
    }
    execute(
        "CREATE TABLE %s (%s)".formatted(table.get("name").asText(), String.join(", ", columns)));
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = database.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> rows(String sql) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.append(result.getString(i)).append('|');
        }
        rows.add(row.toString());
      }
      return rows;
    }
  }
}
