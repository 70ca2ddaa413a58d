package io.diffy.agent.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.agent.collect.QueryAnswer;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.packfile.ShippedPacks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an intruder leaves on a host is a row of the query that is meant to show it. */
class TamperedHostTest {
  /** ATT&CK technique, the query that tells, and the file that is put there or written over. */
  static final String FILES =
      """
      T1053.003 cron_files      /etc/cron.hourly/sync
      T1053.003 cron_files      /etc/cron.daily/man-db
      T1053.003 cron_files      /etc/cron.weekly/.placeholder
      T1053.003 cron_files      /etc/cron.monthly/x
      T1053.003 cron_files      /etc/cron.d/x
      T1053.003 cron_files      /etc/anacrontab
      T1053.003 cron_files      /etc/cron.allow
      T1053.002 at_jobs         /var/spool/cron/atjobs/a00001019a3c0d
      T1053.002 at_jobs         /var/spool/at/a00001019a3c0d
      T1543.002 unit_files      /etc/systemd/system/ssh.service.d/override.conf
      T1543.002 unit_files      /etc/systemd/system/multi-user.target.wants/x.service
      T1543.002 unit_files      /etc/systemd/system-generators/gen
      T1543.002 unit_files      /usr/lib/systemd/system-generators/gen
      T1543.002 unit_files      /run/systemd/system/x.service
      T1053.006 unit_files      /run/systemd/transient/run-u7.timer
      T1053.006 unit_files      /run/user/1000/systemd/transient/run-u7.service
      T1543.002 unit_files      /home/ann/.config/systemd/user/x.service
      T1543.002 unit_files      /root/.config/systemd/user/default.target.wants/x.service
      T1543.002 unit_files      /etc/init.d/x
      T1543.002 unit_files      /etc/rc2.d/S01x
      T1037.004 unit_files      /etc/rc.local
      T1037.004 unit_files      /etc/rc.common
      T1546.004 login_files     /etc/profile.d/x.sh
      T1546.004 login_files     /etc/zsh/zshenv
      T1546.004 login_files     /etc/bash_completion.d/x
      T1546.004 login_files     /etc/skel/.bashrc
      T1546.004 login_files     /etc/environment
      T1546.004 login_files     /home/ann/.bash_logout
      T1546.004 login_files     /home/ann/.zshrc
      T1546.004 login_files     /root/.bash_login
      T1546.004 login_files     /home/ann/.config/fish/config.fish
      T1547.013 login_files     /etc/xdg/autostart/x.desktop
      T1547.013 login_files     /home/ann/.config/autostart/x.desktop
      T1037     login_files     /etc/update-motd.d/00-header
      T1098.004 login_files     /home/ann/.ssh/rc
      T1098.004 access_files    /etc/ssh/sshd_config.d/10-x.conf
      T1556.003 access_files    /etc/pam.d/su-l
      T1556.003 access_files    /etc/security/pam_env.conf
      T1556.003 access_files    /lib/x86_64-linux-gnu/security/pam_x.so
      T1556     access_files    /etc/nsswitch.conf
      T1556     access_files    /etc/krb5.conf
      T1548.003 access_files    /etc/sudoers.d/zz
      T1548     access_files    /etc/polkit-1/rules.d/00-x.rules
      T1553.004 ca_certificates /usr/local/share/ca-certificates/x.crt
      T1553.004 ca_certificates /etc/ssl/certs/ca-certificates.crt
      T1553.004 ca_certificates /etc/pki/ca-trust/source/anchors/x.pem
      T1546.016 package_hooks   /etc/apt/apt.conf.d/99x
      T1546.016 package_hooks   /etc/dpkg/dpkg.cfg.d/x
      T1546.016 package_hooks   /etc/apt/sources.list.d/x.list
      T1546.016 package_hooks   /etc/apt/trusted.gpg.d/x.gpg
      T1546.016 package_hooks   /etc/yum.repos.d/x.repo
      T1546.016 package_hooks   /etc/dnf/plugins/x.conf
      T1547.006 package_hooks   /etc/initramfs-tools/hooks/x
      T1547.006 package_hooks   /etc/dracut.conf.d/x.conf
      T1546.016 package_scripts /var/lib/dpkg/info/cron.postinst
      T1546.018 python_hooks    /usr/lib/python3/dist-packages/x.pth
      T1546.018 python_hooks    /usr/local/lib/python3.11/dist-packages/sitecustomize.py
      T1546.018 python_hooks    /home/ann/.local/lib/python3.11/site-packages/usercustomize.py
      T1546.017 kernel_files    /etc/udev/rules.d/99-x.rules
      T1546.017 kernel_files    /run/udev/rules.d/99-x.rules
      T1547.006 kernel_files    /etc/modprobe.d/x.conf
      T1547.006 kernel_files    /etc/modules-load.d/x.conf
      T1547.006 kernel_files    /etc/modules
      T1562     kernel_files    /etc/sysctl.d/99-x.conf
      T1574.006 kernel_files    /etc/ld.so.conf.d/000.conf
      T1574.006 kernel_files    /etc/ld.so.preload
      T1546     network_hooks   /etc/NetworkManager/dispatcher.d/99-x
      T1546     network_hooks   /etc/network/if-up.d/x
      T1546     network_hooks   /etc/dhcp/dhclient-exit-hooks.d/x
      T1562.006 defence_files   /etc/rsyslog.d/00-x.conf
      T1562.006 defence_files   /etc/systemd/journald.conf
      T1562.012 defence_files   /etc/audit/rules.d/x.rules
      T1562.012 defence_files   /etc/audit/auditd.conf
      T1562.001 defence_files   /etc/osquery/osquery.conf
      T1562.004 defence_files   /etc/ufw/user.rules
      T1562.004 defence_files   /etc/firewalld/zones/public.xml
      T1562.006 defence_files   /etc/logrotate.d/x
      T1564.001 hidden_files    /tmp/.x/run
      T1564.001 hidden_files    /var/tmp/.run
      T1564.001 hidden_files    /dev/shm/run
      T1564.001 hidden_files    /root/.x/run
      T1564.001 hidden_files    /home/ann/.run
      T1564.001 hidden_files    /home/ann/.cache/run
      T1564.001 hidden_files    /usr/local/bin/.run
      T1554     etc_files       /etc/git/hooks/post-checkout
      T1505.003 web_roots       /var/www/html/x.php
      T1505.003 web_roots       /srv/www/a/b/c/.htaccess
      T1564.001 hidden_names    /opt/.x/loot
      T1564.001 hidden_names    /usr/share/.x
      T1542.003 boot_files      /boot/grub/grub.cfg
      T1542.003 boot_files      /boot/efi/EFI/debian/shimx64.efi
      T1554     system_programs /usr/sbin/nginx
      T1554     system_programs /usr/libexec/x
      T1554     etc_files       /etc/monit/conf.d/x
      """;

  private FakeHost host;

  @BeforeEach
  void aCleanHost() throws IOException {
    host = cleanHost();
  }

  @AfterEach
  void close() throws IOException {
    host.close();
  }

  @Test
  void everyFileThatIsAddedOrChangedIsTold() throws IOException {
    Map<String, Set<Map<String, String>>> before = compared(host);
    List<String[]> tamperings = FILES.lines().map(line -> line.split(" +", 3)).toList();
    for (String[] each : tamperings) {
      host.write(each[2], "#!/bin/sh\nexec /tmp/.x --" + each[0] + "\n");
      Files.setPosixFilePermissions(
          host.path(each[2]), PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Map<String, Set<Map<String, String>>> after = compared(host);

    List<String> untold = new ArrayList<>();
    for (String[] each : tamperings) {
      Set<Map<String, String>> rows = after.get(each[1]);
      rows.removeAll(before.get(each[1]));
      if (!values(rows, "path").contains(each[2])) {
        untold.add(String.join(" ", each));
      }
    }
    assertEquals(List.of(), untold);
  }

  @Test
  void whatIsNoNewFileIsTold() throws IOException {
    Map<String, Set<Map<String, String>>> before = compared(host);
    host.link("/home/ann/.bash_history", "/dev/null");
    host.write("/etc/resolv.conf", "nameserver 203.0.113.9\n");
    host.write("/proc/sys/kernel/randomize_va_space", "0\n");
    host.write("/proc/sys/net/ipv4/ip_forward", "1\n");
    host.write("/sys/class/net/eth0/flags", "0x1103\n");
    host.write(
        "/proc/net/packet",
        """
        sk       RefCnt Type Proto  Iface R Rmem   User   Inode
        0000000000000000 3      3    0003   2     1 0      0      4716
        """);
    host.process(4242, "kworker/0:1", "/usr/bin/perl5", "[kworker/0:1]\0");
    host.link("/proc/4242/fd/3", "socket:[4716]");

    Map<String, Set<String>> told = new TreeMap<>();
    Map<String, String> things =
        Map.of(
            "history_links", "path",
            "dns_resolvers", "address",
            "kernel_parameters", "name",
            "promiscuous_interfaces", "interface",
            "raw_sockets", "name",
            "kernel_thread_names", "cmdline");
    compared(host)
        .forEach(
            (query, rows) -> {
              rows.removeAll(before.get(query));
              if (things.containsKey(query)) {
                told.put(query, values(rows, things.get(query)));
              }
            });
    assertEquals(
        Map.of(
            "history_links", Set.of("/home/ann/.bash_history"),
            "dns_resolvers", Set.of("203.0.113.9"),
            "kernel_parameters", Set.of("kernel.randomize_va_space", "net.ipv4.ip_forward"),
            "promiscuous_interfaces", Set.of("eth0"),
            "raw_sockets", Set.of("kworker/0:1"),
            "kernel_thread_names", Set.of("[kworker/0:1]")),
        told);
  }

  @Test
  void aMaskedUnitAndALinkThatLeadsNowhereAreTold() throws IOException {
    host.link("/etc/systemd/system/auditd.service", "/dev/null");
    host.link("/etc/rc3.d/S99x", "../init.d/none");

    assertTrue(
        values(compared(host).get("unit_files"), "path")
            .containsAll(Set.of("/etc/systemd/system/auditd.service", "/etc/rc3.d/S99x")));
  }

  /** Old and new getcap; a line of no file that was asked for is somebody's invention. */
  @Test
  void capabilitiesAreReadFromWhatGetcapPrints() throws IOException {
    TableRows rows =
        new TableRows(
            ExtendedAttributesTable.TABLE,
            new Constraints(List.of()),
            QueryLimits.DEFAULT,
            new Deadline(QueryLimits.DEFAULT.time()));

    ExtendedAttributesTable.parse(
        """
        /usr/bin/ping = cap_net_raw+ep
        /opt/a b/perl cap_setuid,cap_net_raw=ep
        /usr/bin/other cap_setuid=ep
        """,
        Set.of("/usr/bin/ping", "/opt/a b/perl"),
        rows);

    assertEquals(
        List.of(
            List.of("/usr/bin/ping", "cap_net_raw+ep"),
            List.of("/opt/a b/perl", "cap_setuid,cap_net_raw=ep")),
        rows.all().stream().map(row -> List.of(row[0], row[3])).toList());
  }

  /** Each has its own keys, ids, uptime, leases and sessions; none of it is compared. */
  @Test
  void twoCleanHostsAnswerTheSame() throws IOException {
    try (FakeHost other = cleanHost()) {
      ofItsOwn(host, "1", 1000);
      ofItsOwn(other, "2", 5000);

      assertEquals(compared(host), compared(other));
    }
  }

  private static FakeHost cleanHost() throws IOException {
    FakeHost host = FakeHost.complete();
    host.write("/etc/cron.daily/man-db", "#!/bin/sh\n");
    host.write("/etc/pam.d/su-l", "auth include su\n");
    host.write("/etc/environment", "PATH=/usr/bin\n");
    host.write("/home/ann/.bashrc", "alias ll=ls\n");
    host.write("/proc/sys/kernel/randomize_va_space", "2\n");
    return host;
  }

  private static void ofItsOwn(FakeHost host, String own, int seconds) throws IOException {
    host.write("/etc/machine-id", own.repeat(32) + "\n");
    host.write("/etc/hostname", "web-" + own + "\n");
    host.write("/etc/ssh/ssh_host_ed25519_key", "key " + own);
    host.write("/etc/ssh/ssh_host_ed25519_key.pub", "public " + own);
    host.write("/etc/ssl/certs/ssl-cert-snakeoil.pem", "certificate of web-" + own);
    host.link("/etc/ssl/certs/" + own.repeat(8) + ".0", "ssl-cert-snakeoil.pem");
    host.write("/etc/ssl/private/ssl-cert-snakeoil.key", "key " + own);
    host.write("/etc/letsencrypt/archive/web/cert" + own + ".pem", "certificate " + own);
    host.write("/etc/adjtime", own);
    host.write("/etc/fstab", "UUID=" + own + " / ext4\n");
    host.write("/etc/ld.so.cache", "cache " + own);
    host.write("/etc/resolv.conf", "# lease " + own + "\nnameserver 192.0.2.53\n");
    host.write("/etc/netplan/50-cloud-init.yaml", "addresses: [192.0.2." + own + "]\n");
    host.write("/run/systemd/transient/session-" + seconds + ".scope", "[Scope]\n");
    host.write("/proc/uptime", seconds + ".50 100.00\n");
    host.write("/sys/class/net/eth0/address", "02:00:00:00:00:0" + own + "\n");
  }

  /** The rows of every query that is answered, without what is not compared. */
  private static Map<String, Set<Map<String, String>>> compared(FakeHost host) {
    Map<String, Set<Map<String, String>>> all = new TreeMap<>();
    BuiltInSource source = new BuiltInSource(host.root());
    for (PackQuery query : ShippedPacks.all().queries().values()) {
      QueryAnswer answer = source.ask(query);
      if (answer.coverage() == Coverage.OK) {
        Set<Map<String, String>> rows = new LinkedHashSet<>();
        for (Map<String, String> row : answer.rows()) {
          Map<String, String> kept = new LinkedHashMap<>(row);
          kept.keySet().removeAll(query.volatileColumns());
          rows.add(kept);
        }
        all.put(query.name(), rows);
      }
    }
    return all;
  }

  private static Set<String> values(Set<Map<String, String>> rows, String column) {
    return rows.stream().map(row -> row.get(column)).collect(Collectors.toSet());
  }
}
