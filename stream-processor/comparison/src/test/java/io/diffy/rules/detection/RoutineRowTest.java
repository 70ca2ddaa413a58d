package io.diffy.rules.detection;

import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the running of a healthy host brings about. */
class RoutineRowTest {
  @ParameterizedTest
  @CsvSource({
    "POSTROUTING, MASQUERADE, 172.17.0.4, 172.17.0.4, true",
    "POSTROUTING, MASQUERADE, 172.17.0.4, 0.0.0.0,    false",
    "POSTROUTING, ACCEPT,     172.17.0.4, 172.17.0.4, false",
    "KUBE-NODEPORTS, KUBE-EXT-A, 0.0.0.0, 10.1.2.3,   true",
    "KUBE-SERVICES, KUBE-FW-A, 0.0.0.0,   203.0.113.7, true",
    "DOCKER,      ACCEPT,     203.0.113.7, 0.0.0.0,   false",
    "DOCKER,      ACCEPT,     203.0.113.7, 172.17.0.4, false",
    "DOCKER,      ACCEPT,     0.0.0.0,    0.0.0.0,    false",
    "DOCKER-USER, ACCEPT,     0.0.0.0,    172.17.0.4, false",
    "INPUT,       ACCEPT,     0.0.0.0,    172.17.0.4, false"
  })
  void anEngineWritesRulesForItsContainers(
      String chain, String target, String from, String to, boolean engine) {
    Map<String, String> rule =
        row(
            "chain",
            chain,
            "target",
            target,
            "src_ip",
            from,
            "dst_ip",
            to,
            "src_mask",
            "255.255.255.255",
            "dst_mask",
            "255.255.255.255");

    assertEquals(engine, ContainerRule.is(rule));
  }

  @ParameterizedTest
  @CsvSource({
    "169.254.169.123, 123, true",
    "169.254.169.254, 80,  false",
    "203.0.113.7,     53,  false",
    "0.0.0.0,         0,   true"
  })
  void aQuestionToTheLinkIsConnectedToNobody(String address, String port, boolean question) {
    Map<String, String> socket =
        row(
            "path",
            "/usr/sbin/chronyd",
            "protocol",
            "17",
            "local_port",
            "40123",
            "remote_address",
            address,
            "remote_port",
            port);

    assertEquals(question, RoutineRow.isUnconnected(socket));
  }

  @ParameterizedTest
  @CsvSource({
    "isofs, -, true",
    "cdrom, 'isofs,sr_mod,', true",
    "isofs_cache, -, false",
    "nf_xfrm_2ab, -, false",
    "vendor_lib, 'vendor_main,', true",
    "vendor_main, '', false",
  })
  void aModuleIsLoadedOnDemandWhereTheKernelOrAnotherModuleNeedsIt(
      String name, String users, boolean needed) {
    Map<String, String> module = row("name", name, "used_by", users, "status", "Live");

    assertEquals(needed, RoutineRow.isOnDemand(Kind.UNEXPECTED, module));
    assertEquals(!needed, RoutineRow.isDecided(Kind.UNEXPECTED, module, Map.of(), List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', 2, true",
    "'', '', 1, false",
    "/usr/sbin/nfsd, '', 2, false",
    "'/memfd:x (deleted)', '', 2, false",
    "'', '[kworker/0:1]', 2, false"
  })
  void aThreadOfTheKernelHasNeitherFileNorWords(
      String path, String words, String parent, boolean kernels) {
    assertEquals(
        kernels,
        RoutineRow.isKernelThread(
            row("name", "nfsd", "path", path, "cmdline", words, "parent", parent)));
  }

  @Test
  void aSourceOfPackagesIsNone() {
    Map<String, String> source =
        row("name", "x", "version", "12", "base_uri", "http://203.0.113.7/deb");

    assertFalse(RoutineRow.isPackage(source));
  }

  @Test
  void theUnitOfAMountThatTheKernelListsIsRoutineAndOneOfNoFileIsNot() {
    Map<String, String> unit = row("active_state", "active", "fragment_path", "");
    Map<String, String> mount = row("source_path", "/proc/self/mountinfo");
    mount.putAll(unit);

    assertTrue(RoutineRow.is(Kind.UNEXPECTED, mount));
    assertFalse(RoutineRow.is(Kind.UNEXPECTED, unit));
  }
}
