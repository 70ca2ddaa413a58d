package io.diffy.agent.tables;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.agent.collect.QueryAnswer;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.packfile.ShippedPacks;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ways in and out of a host that no port shows: routes, nftables, containers. */
class ReachTablesTest {
  private static final String LIST =
      """
      [{"Id":"c1","Names":["/web"],"Image":"nginx:1","Command":"nginx","State":"running","Mounts":[]},
       {"Id":"c2","Names":["/x"],"Image":"alpine","Command":"sh","State":"running","Mounts":[
         {"Type":"bind","Source":"/","Destination":"/host","RW":true}]}]""";

  private FakeHost host;

  @BeforeEach
  void aHost() throws IOException {
    host = FakeHost.complete();
  }

  @AfterEach
  void close() throws IOException {
    host.close();
  }

  @Test
  void routesOfBothFamiliesAreThoseOfTheMainTable() throws IOException {
    host.write(
            "/proc/net/route",
            """
            Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT
            eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0
            tun0\t007100CB\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
            docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0
            """)
        .write(
            "/proc/net/ipv6_route",
            """
            20010db8000000000000000000000000 20 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003 eth0
            00000000000000000000000000000001 80 00000000000000000000000000000000 00 00000000000000000000000000000000 00000000 00000004 00000000 80200001 lo
            """);

    assertEquals(
        List.of("0.0.0.0/0 192.0.2.1 eth0", "203.0.113.0/24  tun0", "2001:db8::/32 fe80::1 eth0"),
        ask("routes").rows().stream()
            .map(
                row ->
                    "%s/%s %s %s"
                        .formatted(
                            row.get("destination"),
                            row.get("netmask"),
                            row.get("gateway"),
                            row.get("interface")))
            .toList());
    assertEquals(Coverage.TRUNCATED, host.ask("SELECT * FROM routes").coverage());
  }

  @Test
  void aLineOfNftablesStandsWithItsChainAndWithoutItsCounter() throws IOException {
    TableRows rows =
        new TableRows(
            NftablesTable.TABLE,
            new Constraints(List.of()),
            QueryLimits.DEFAULT,
            new Deadline(Duration.ofMinutes(1)));
    NftablesTable.parse(
        """
        table inet filter {
        \tchain input {
        \t\ttype filter hook input priority filter; policy drop;
        \t\ttcp dport 4444 counter packets 7 bytes 420 accept
        \t}
        }
        """,
        rows);

    assertEquals(
        List.of(
            List.of("inet", "filter", "", ""),
            List.of("inet", "filter", "chain input", ""),
            List.of(
                "inet",
                "filter",
                "chain input",
                "type filter hook input priority filter; policy drop;"),
            List.of("inet", "filter", "chain input", "tcp dport 4444 counter accept")),
        rows.all().stream().map(Arrays::asList).toList());
  }

  @Test
  void whoHoldsTheHostsRootIsAContainerWithPower() throws Exception {
    try (ServerSocketChannel daemon = daemon()) {
      assertTrue(daemon.isOpen());
      assertEquals(
          List.of("nginx:1", "alpine"),
          ask("containers").rows().stream().map(row -> row.get("image")).toList());
      List<Map<String, String>> rows = ask("powerful_containers").rows();
      assertEquals(1, rows.size(), rows::toString);
      assertEquals("/host", rows.get(0).get("destination"));
      assertEquals("1", rows.get(0).get("privileged"));
      assertFalse(host.ask("SELECT * FROM docker_containers").rows().toString().contains("secret"));
    }
    assertTrue(ask("containers").error().startsWith("/run/docker.sock does not answer"));
  }

  /** Docker's daemon as far as it is asked; it ends with its socket. */
  private ServerSocketChannel daemon() throws IOException {
    Files.createDirectories(host.path("/run"));
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(host.path("/run/docker.sock")));
    Thread answering =
        new Thread(
            () -> {
              try {
                while (true) {
                  try (SocketChannel client = server.accept()) {
                    ByteBuffer asked = ByteBuffer.allocate(1000);
                    client.read(asked);
                    String what = new String(asked.array(), 0, asked.position(), UTF_8);
                    String one =
                        "{\"Config\":{\"Env\":[\"KEY=secret\"]},\"HostConfig\":{\"Privileged\":%s}}"
                            .formatted(what.contains("/c2/"));
                    client.write(
                        UTF_8.encode(
                            "HTTP/1.0 200 OK\r\n\r\n" + (what.contains("all=1") ? LIST : one)));
                  }
                }
              } catch (IOException e) {
                // closed
              }
            });
    answering.setDaemon(true);
    answering.start();
    return server;
  }

  private QueryAnswer ask(String query) {
    return new BuiltInSource(host.root()).ask(ShippedPacks.all().queries().get(query));
  }
}
