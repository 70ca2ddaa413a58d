package io.diffy.acceptance.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.diffy.acceptance.deploy.Advisories.Advisory;
import io.diffy.acceptance.deploy.Advisories.Shipped;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing is shipped against which something is known that nobody has looked at. */
class AdvisoriesTest {
  private static final Path ROOT = root();
  private static final Path LIST = ROOT.resolve("deploy/release/advisories.txt");

  @Test
  void whatIsKnownAgainstWhatIsShippedIsExplained() throws IOException {
    Advisories list = Advisories.read(LIST);
    List<Shipped> shipped = Advisories.shipped(bill());
    assertEquals(List.of(), list.unexplained(shipped), "update the library, or say why it is none");
    assertEquals(List.of(), list.stale(shipped), "not shipped any more: remove the line");
    for (String holder : list.bundled().keySet()) {
      assertTrue(shipped.contains(Shipped.of(holder)), "look what is in " + holder + " now");
    }
  }

  @Test
  void eachLibraryHasItsLicence() throws IOException {
    String now = Advisories.licences(bill());
    assertEquals(
        now,
        Files.readString(ROOT.resolve("deploy/release/licences.txt")),
        "deploy/release/advisories writes it");
    assertFalse(now.contains("| \n"), "one without");
  }

  @ParameterizedTest
  @CsvSource({
    "2.18.5,true",
    "2.18.6,false",
    "2.15.0,true",
    "2.14.9,false",
    "2.20.2,true",
    "2.22.4,false",
  })
  void aVersionIsInARangeOrNot(String version, boolean hit) {
    Advisory one = new Advisory("a:b", ">=2.15.0 <2.18.6, >=2.19 <=2.21.0", "X-1", "", "");
    assertEquals(hit, one.hits(new Shipped("a:b", version)));
    assertFalse(one.hits(new Shipped("a:c", version)));
  }

  @Test
  void whatIsInsideAnotherCountsToo() {
    Advisory inner = new Advisory("in:side", ">=0 <2", "X-1", "", "");
    Advisories list =
        new Advisories(Map.of("out:side:7", new Shipped("in:side", "1")), List.of(inner));
    assertEquals(List.of(inner), list.unexplained(List.of(new Shipped("out:side", "7"))));
    assertEquals(List.of(), list.unexplained(List.of(new Shipped("out:side", "8"))));
    assertEquals(List.of(inner), list.stale(List.of(new Shipped("out:side", "8"))));
  }

  @Test
  void anUpdateKeepsReasonsAndAsksForNewOnes() throws Exception {
    HttpServer osv =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer(osv, "/v1/querybatch", "{'results':[{'vulns':[{'id':'X-1'},{'id':'X-2'}]},{}]}");
    for (String id : List.of("X-1", "X-2")) {
      answer(
          osv,
          "/v1/vulns/" + id,
          "{'summary':'bad | worse','affected':[{'package':{'name':'a:b'},'ranges':[{'events':[{'introduced':'0'},{'fixed':'3'}]}]}]}");
    }
    osv.start();
    try {
      Advisories before =
          new Advisories(Map.of(), List.of(new Advisory("a:b", ">=0", "X-1", "", "not reached")));
      URI service = URI.create("http://127.0.0.1:" + osv.getAddress().getPort());
      List<Shipped> shipped = List.of(new Shipped("a:b", "2"), new Shipped("c:d", "1"));
      Advisories after = before.asked(service, shipped);
      assertEquals(
          List.of(
              new Advisory("a:b", ">=0 <3", "X-1", "bad worse", "not reached"),
              new Advisory("a:b", ">=0 <3", "X-2", "bad worse", "")),
          after.known());
      assertEquals(1, after.unexplained(shipped).size());
    } finally {
      osv.stop(0);
    }
  }

  private static void answer(HttpServer server, String path, String json) {
    server.createContext(
        path,
        exchange -> {
          byte[] body = json.replace('\'', '"').getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private static JsonNode bill() throws IOException {
    Path file = ROOT.resolve("deploy/cli/target/bom.json");
    assumeTrue(Files.exists(file), "needs the bill of materials, which package makes");
    return new ObjectMapper().readTree(file.toFile());
  }

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("deploy/release"))) {
      at = at.getParent();
    }
    return at;
  }
}
