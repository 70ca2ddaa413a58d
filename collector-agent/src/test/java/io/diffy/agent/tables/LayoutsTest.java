package io.diffy.agent.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.diffy.agent.collect.QueryAnswer;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.packfile.ShippedPacks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever a distribution keeps its things, each query answers, or says that it can't. */
class LayoutsTest {
  /** What its hosts have that others lack: files, and links with their ends. */
  private static final Map<String, String> FILES =
      Map.of(
          "debian",
              "/var/lib/dpkg/info/cron.postinst /etc/pam.d/common-auth /etc/network/interfaces",
          "ubuntu", "/var/lib/dpkg/info/snapd.postinst /etc/netplan/00.yaml /snap/core/1/bin/sh",
          "fedora", "/usr/lib64/security/pam_unix.so /usr/lib64/libc.so.6 /lib64>usr/lib64",
          "centos7", "/etc/rc.d/init.d/network /etc/init.d>rc.d/init.d /var/lib/rpm/Packages",
          "amazon", "/etc/cloud/cloud.cfg /var/spool/cron/root /usr/lib64/security/pam_unix.so",
          "suse",
              "/usr/etc/pam.d/common-auth /etc/zypp/zypp.conf /usr/lib/sysimage/rpm/rpmdb.sqlite",
          "arch", "/etc/pacman.conf /usr/share/libalpm/hooks/a.hook /usr/local/sbin>bin",
          "alpine",
              "/etc/apk/world /etc/periodic/daily/a /etc/crontabs/root /etc/runlevels/default/a>/etc/init.d/a",
          "gentoo", "/etc/portage/make.conf /etc/conf.d/net /etc/local.d/README",
          "void", "/etc/runit/1 /etc/sv/sshd/run /var/service/sshd>/etc/sv/sshd");

  /** What an intruder leaves there, and who tells. */
  private static final Map<String, String> LEFT =
      Map.of(
          "debian", "unit_files /etc/rc3.d/S01x, package_hooks /etc/apt/apt.conf.d/x",
          "ubuntu",
              "login_files /etc/update-motd.d/x, network_hooks /etc/networkd-dispatcher/off.d/x",
          "fedora",
              "access_files /lib64/security/pam_x.so, ca_certificates /etc/pki/ca-trust/source/anchors/x",
          "centos7",
              "unit_files /etc/rc.d/rc.local, unit_files /etc/init.d/x, package_hooks /etc/yum/pluginconf.d/x",
          "amazon",
              "unit_files /var/lib/cloud/scripts/per-boot/x, unit_files /etc/cloud/cloud.cfg.d/x.cfg",
          "suse", "package_hooks /usr/lib/zypp/plugins/commit/x, login_files /etc/profile.local",
          "arch", "package_hooks /etc/pacman.d/hooks/x.hook, package_hooks /etc/initcpio/hooks/x",
          "alpine",
              "cron_files /etc/periodic/15min/x, unit_files /etc/local.d/x.start, package_hooks /etc/apk/keys/x",
          "gentoo", "unit_files /etc/conf.d/x, package_hooks /etc/portage/bashrc",
          "void", "unit_files /etc/sv/x/run, unit_files /etc/runit/runsvdir/default/x");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "debian", "ubuntu", "fedora", "centos7", "amazon", "suse", "arch", "alpine", "gentoo",
        "void"
      })
  void eachQueryAnswersOrSaysWhyNot(String distribution) throws IOException {
    try (FakeHost host = hostOf(distribution)) {
      answers(host)
          .forEach(
              (query, answer) -> {
                if (answer.coverage() != Coverage.OK) {
                  assertEquals(Coverage.ERROR, answer.coverage(), query + ": " + answer.error());
                  assertFalse(answer.error().isBlank(), query);
                }
              });
      String left = LEFT.get(distribution);
      for (String each : left.split(", ", -1)) {
        host.write(each.split(" ", 2)[1], "#!/bin/sh\n");
      }
      Map<String, QueryAnswer> after = answers(host);
      List<String> untold = new ArrayList<>(List.of(left.split(", ", -1)));
      untold.removeIf(
          each ->
              after.get(each.split(" ", 2)[0]).rows().stream()
                  .anyMatch(row -> each.endsWith(" " + row.get("path"))));
      assertEquals(List.of(), untold);
    }
  }

  private static FakeHost hostOf(String distribution) throws IOException {
    FakeHost host = FakeHost.complete();
    for (String file : FILES.get(distribution).split(" ", -1)) {
      int link = file.indexOf('>');
      if (link < 0) {
        host.write(file, "# " + file + "\n");
      } else {
        host.link(file.substring(0, link), file.substring(link + 1));
      }
    }
    return host;
  }

  private static Map<String, QueryAnswer> answers(FakeHost host) {
    Map<String, QueryAnswer> answers = new TreeMap<>();
    BuiltInSource source = new BuiltInSource(host.root());
    ShippedPacks.all().queries().forEach((name, query) -> answers.put(name, source.ask(query)));
    return answers;
  }
}
