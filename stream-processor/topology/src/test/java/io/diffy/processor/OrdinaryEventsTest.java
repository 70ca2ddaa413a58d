package io.diffy.processor;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.plus;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.Cohort;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What forty healthy hosts do by themselves, and what stands out beside it. */
class OrdinaryEventsTest extends FortyHostsTest {

  @Test
  void anOlderAgentGivesTheLineOfAKeyInOneColumn() {
    Map<String, String> columns = key("ssh-ed25519", "AAAAops", "deploy@ci");
    Map<String, String> line = key("", "ssh-ed25519 AAAAops deploy@ci", "");
    Map<String, String> foreign = key("", "ssh-ed25519 AAAAevil deploy@ci", "");
    judge(
        "authorized_keys", n -> n == 9 ? List.of(line, foreign) : List.of(n < 4 ? line : columns));

    assertEquals(List.of(foreign), rows());
  }

  @Test
  void whoLoggedInIsTold() {
    judge("last", n -> n % 4 == 0 ? List.of(login("pts/" + n, "10.0.9." + n)) : List.of());

    assertEquals(List.of(), accused());
  }

  @Test
  void podsDifferFromHostToHostAndAForeignImageStandsOut() {
    Map<String, String> foreign = container("/elegant_wright", "docker.io/xm/rig:latest");
    String pod = "/k8s_app_app-%09x-k%dx_default_5c7b547d-3969-0d93-60d0-89a5618b%04x_%d";
    judge(
        "docker_containers",
        n -> {
          Map<String, String> own =
              container(pod.formatted(7_777_777L * n, n, n, n % 4), "registry/app:1.4.3");
          return n == 7 ? List.of(own, foreign) : List.of(own);
        });

    assertEquals(List.of(foreign), rows());
  }

  @Test
  void anUpgradeExplainsThePackageManagerThatRuns() {
    Map<String, String> java = program("/usr/bin/java");
    Map<String, String> apt = program("/usr/bin/apt-get");
    hour(
        "deb_packages",
        THREE_AM,
        n -> List.of(row("name", "curl", "version", n == 7 ? "1.2" : "1.1", "arch", "amd64")));
    hour("processes", THREE_AM, n -> n == 7 ? List.of(java, apt) : List.of(java));
    rig.end(FOUR_AM);

    assertEquals(List.of(), accused());
  }

  @ParameterizedTest
  @CsvSource({"true, 1", "false, 0"})
  void aScriptThatNoPackageBroughtIsWorthALookAndOneThatLagsIsNot(boolean has, int accusing) {
    Map<String, String> usual = row("path", "/var/lib/dpkg/info/bash.postinst", "size", "9");
    Map<String, String> script = row("path", "/var/lib/dpkg/info/kcat.postinst", "size", "9");
    judge("package_scripts", n -> (n == 7) == has ? List.of(usual, script) : List.of(usual));

    assertEquals(accusing, accused().size());
  }

  @ParameterizedTest
  @CsvSource({"openssh-server, 0", "openssh-client, 1", "curl, 1"})
  void anUpgradeExplainsTheFilesThatThePackageBrings(String name, int accusing) {
    hour(
        "deb_packages",
        THREE_AM,
        n -> List.of(row("name", name, "version", n == 7 ? "1.2" : "1.1", "arch", "amd64")));
    hour(
        "file_hash",
        THREE_AM,
        n -> List.of(row("path", "/usr/sbin/sshd", "sha256", n == 7 ? "bb" : "aa")));
    rig.end(FOUR_AM);

    assertEquals(accusing, accused().size());
  }

  @Test
  void withoutAnUpgradeItIsWorthALook() {
    Map<String, String> java = program("/usr/bin/java");
    Map<String, String> apt = program("/usr/bin/apt-get");
    judge("processes", n -> n == 7 ? List.of(java, apt) : List.of(java));

    assertEquals(List.of(apt), rows());
  }

  @ParameterizedTest
  @CsvSource({
    "/usr/bin/run-parts, run-parts --report /etc/cron.daily, 0, 0",
    "/usr/bin/run-parts, run-parts /srv/jobs, 0, 1",
    "/usr/bin/mandb, /usr/bin/mandb --quiet, 0, 0",
    "/usr/bin/mandb, /usr/bin/mandb --quiet, 33, 1",
    "/usr/bin/docker-proxy, /usr/bin/docker-proxy -host-port 8125 -container-ip 172.17.0.4, 0, 0",
    "/usr/local/bin/docker-proxy, /usr/bin/docker-proxy -host-port 8125, 0, 1",
    "/usr/bin/dash, /usr/bin/mandb --quiet, 0, 1",
    "/usr/bin/dash, /bin/sh /usr/libexec/dpkg/dpkg-db-backup, 0, 0",
    "/usr/bin/dash, /bin/sh /usr/libexec/dpkg/dpkg-db-backup -x, 0, 1",
    "/usr/bin/find, find /var/cache/man -type f -name *.gz -atime +6 -delete, 0, 0",
    "/usr/bin/find, find /var/cache/man -exec sh, 0, 1",
  })
  void whatTheSystemStartsByItselfIsTold(String path, String words, String uid, int accusing) {
    Map<String, String> java = program("/usr/bin/java");
    Map<String, String> job = program(path);
    job.putAll(row("cmdline", words, "uid", uid));
    judge("processes", n -> n == 7 ? List.of(java, job) : List.of(java));

    assertEquals(accusing, accused().size());
  }

  @Test
  void whatRunsOnTheHostsThatShareAFileIsToldWithIt() {
    Map<String, String> usual = row("path", "/etc/profile", "sha256", "aa");
    Map<String, String> file = row("path", "/root/.bash_profile", "sha256", "bb");
    Map<String, String> java = program("/usr/bin/java");
    Map<String, String> tracer = program("/usr/bin/strace");
    hour("file_hash", THREE_AM, n -> n < 2 ? List.of(usual, file) : List.of(usual));
    hour("processes", THREE_AM, n -> n < 2 ? List.of(java, tracer) : List.of(java));
    rig.end(FOUR_AM);

    List<Finding> told = deviations();
    assertEquals(
        List.of("file_hash CRITICAL", "processes LOW"),
        told.stream().map(f -> f.query() + " " + f.severity()).sorted().toList());
  }

  @ParameterizedTest
  @CsvSource({"9, 1", "10, 0"})
  void aPackageThatAQuarterOfTheHostsLackComesByAndBy(int lacking, int accusing) {
    Map<String, String> curl = row("name", "curl", "version", "1.1", "arch", "amd64");
    Map<String, String> guard = row("name", "auditd", "version", "1", "arch", "amd64");
    judge("deb_packages", n -> n < lacking ? List.of(curl) : List.of(curl, guard));

    assertEquals(accusing, accused().size());
  }

  /** Four big hosts run four workers, each with a folder of its own, in place of two. */
  @Test
  void whatBigHostsRunInPlaceOfOthersIsTheirTypes() {
    Cohort big = new Cohort("ami-0a7", "7", "m5.xlarge");
    for (int n = 0; n < 40; n++) {
      Instance host = instance(n);
      boolean isBig = n < 4;
      List<Map<String, String>> rows = new ArrayList<>();
      rows.add(python("main.py --workers " + (isBig ? "four" : "two")));
      for (int slot = 0; slot < (isBig ? 4 : 2); slot++) {
        rows.add(python("worker.py --slot " + slot + " --scratch /scratch/tmp" + n + "abc" + slot));
      }
      Instance typed =
          isBig ? new Instance(host.group(), host.instanceId(), big, host.address()) : host;
      rig.observe(Observation.of(typed, "processes", THREE_AM.plusSeconds(n), rows));
    }
    rig.end(FOUR_AM);

    assertEquals(List.of(), rows());
  }

  private static Map<String, String> python(String words) {
    Map<String, String> python = program("/usr/bin/python3");
    python.put("cmdline", "/usr/bin/python3 /srv/app/" + words);
    return python;
  }

  @Test
  void whoDoesNotSayWhereItListensIsCalledWhereItsPeersAre() {
    Map<String, String> port = row("port", "443", "protocol", "6", "address", "0.0.0.0");
    port.putAll(row("name", "nginx", "path", "/usr/sbin/nginx", "pid", "9"));
    Map<String, String> asks = socket("java", "41000", "10.0.9.20", "5432");
    Map<String, String> call = socket("nginx", "443", "198.51.100.7", "33672");
    hour("listening_ports", THREE_AM, n -> n == 7 ? List.of() : List.of(port));
    hour("process_open_sockets", THREE_AM, n -> n == 7 ? List.of(asks, call) : List.of(asks));
    rig.end(FOUR_AM);

    assertEquals(
        List.of(),
        deviations().stream().filter(f -> f.query().equals("process_open_sockets")).toList());
  }

  /** Each host calls it at two of its addresses; one host, in a zone of its own, at a rare one. */
  @ParameterizedTest
  @CsvSource({"bash, 443", "python3, 443", "curl, 40000", "sshd, 443", "agent, 8443"})
  void aServiceAnswersFromManyAddressesAndHidesNoOtherConnection(String name, String port) {
    Map<String, String> foreign = socket(name, "50222", "203.0.113.9", port);
    judge(
        "process_open_sockets",
        n -> {
          List<Map<String, String>> own =
              List.of(call(n, n % 10), call(n, n == 6 ? 10 : (n + 4) % 10));
          return n == 7 ? plus(own, foreign) : own;
        });

    assertEquals(List.of(foreign), rows());
  }

  private static Map<String, String> call(int host, int address) {
    Map<String, String> call = socket("agent", "41000", "198.51.100." + (10 + address), "443");
    call.put("local_address", "10.40." + (host == 6 ? 160 : 128) + "." + host);
    return call;
  }

  private static Map<String, String> socket(
      String name, String port, String address, String remotePort) {
    Map<String, String> socket = row("name", name, "pid", "9", "protocol", "6");
    socket.putAll(row("path", "/usr/sbin/" + name, "state", "ESTABLISHED"));
    socket.putAll(row("local_port", port, "remote_address", address, "remote_port", remotePort));
    return socket;
  }

  private static Map<String, String> program(String path) {
    return row("pid", "9", "path", path, "cmdline", path, "uid", "0");
  }

  private List<Map<String, String>> rows() {
    return accused().stream().map(Finding::row).toList();
  }

  private static Map<String, String> key(String algorithm, String key, String comment) {
    return row(
        "username", "deploy",
        "uid", "1001",
        "algorithm", algorithm,
        "key", key,
        "options", "",
        "comment", comment,
        "key_file", "/home/deploy/.ssh/authorized_keys");
  }

  private static Map<String, String> login(String tty, String host) {
    return row("username", "bob", "tty", tty, "type", "7", "time", "1795722006", "host", host);
  }

  private static Map<String, String> container(String name, String image) {
    return row(
        "id",
        "3e11b615b3367e6543bb9bbb4d9a647b%08x".formatted(name.hashCode()),
        "name",
        name,
        "image",
        image,
        "image_id",
        "sha256:" + image,
        "command",
        "/app",
        "status",
        "Up 25 hours");
  }
}
