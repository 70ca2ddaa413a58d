package io.diffy.acceptance.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diffy.acceptance.lab.Lab.Asked;
import io.diffy.view.OpenFindings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A dozen clones that live: each with names, keys, leases and sessions of its own, certificates
 * that were renewed, an upgrade that reached half of them. Nobody is accused, neither now nor after
 * an hour, nor a day and a reboot later.
 */
class QuietLabTest {
  private static final int HOSTS = 12;
  private static final int UPGRADED = 5;

  /** What a host has of its own; N is its number, DAY the day. */
  private static final String OWN =
      """
      k=N; printf '%031d%s\\n' 0 $k >/etc/machine-id; echo host-N >/etc/hostname; echo '127.0.1.1 host-N' >>/etc/hosts
      for kind in rsa ed25519; do echo key-$kind-N >/etc/ssh/ssh_host_${kind}_key; echo public-N >/etc/ssh/ssh_host_${kind}_key.pub; chmod 600 /etc/ssh/ssh_host_${kind}_key; done
      mkdir -p /etc/ssl/private; echo cert-N >/etc/ssl/certs/ssl-cert-snakeoil.pem; echo key-N >/etc/ssl/private/ssl-cert-snakeoil.key; ln -s ssl-cert-snakeoil.pem /etc/ssl/certs/0000N.0
      mkdir -p /var/lib/dhcp /run/systemd/netif/leases; echo "lease { fixed-address 10.0.0.N; }" >/var/lib/dhcp/dhclient.leases; echo "ADDRESS=10.0.0.N" >/run/systemd/netif/leases/2
      printf '# lease of 10.0.0.N\\nnameserver 192.0.2.53\\nsearch example.org\\n' >/etc/resolv.conf
      mkdir -p /etc/letsencrypt/archive/web /etc/letsencrypt/renewal /etc/letsencrypt/live/web; for n in $(echo 1 DAY N); do echo "cert $n" >/etc/letsencrypt/archive/web/cert$n.pem; done; ln -sf ../../archive/web/cert$k.pem /etc/letsencrypt/live/web/cert.pem; echo "# renew N DAY" >/etc/letsencrypt/renewal/web.conf
      echo "N00DAY.5 100.0" >/run/uptime; mount --bind /run/uptime /proc/uptime
      echo "UUID=N-1234 / ext4 defaults 0 1" >/etc/fstab; echo "0.0 N 0" >/etc/adjtime; mkdir -p /var/lib/systemd; head -c 32 /dev/urandom >/var/lib/systemd/random-seed
      mkdir -p /etc/netplan /etc/cloud; echo "addresses: [10.0.0.N/24]" >/etc/netplan/50-cloud-init.yaml; echo "i-N" >/var/lib/cloud-id
      ip addr add 10.0.0.N/32 dev lo
      echo "Jan DAY host-N cron[N]: job" >>/var/log/syslog; echo x >/var/log/host-N.log; mkdir -p /tmp/systemd-private-N-x; echo cache >/etc/ld.so.cache
      mkdir -p /home/ann/.cache/pip /root/.cache; echo N >/home/ann/.cache/motd.legal-displayed; printf 'ls\\ncd N\\n' >/home/ann/.bash_history
      """;

  /** Who is logged in: a scope, its shell, what it runs. */
  private static final String SESSION =
      """
      mkdir -p /run/systemd/transient /run/user/1000/systemd; printf '[Scope]\\n' >/run/systemd/transient/session-N.scope
      chown 1000:1000 /run/user/1000
      perl -e '$) = "1000 1000"; $( = 1000; $> = 1000; $< = 1000; exec {"/usr/bin/bash"} "-bash", "-c", "vi 9000; :"' &
      """;

  /** A package that is newer here, with its programs, its script and a setting. */
  private static final String UPGRADE =
      """
      sed -i '/^Package: coreutils$/,/^$/s/^Version: .*/Version: 1.0-2/; /^Package: cron$/,/^$/s/^Version: .*/Version: 1.0-2/' /var/lib/dpkg/status
      for name in ls cat ps; do printf new >>/usr/bin/$name; done; (cd / && md5sum usr/bin/ls usr/bin/cat usr/bin/ps) >/run/sums; mv /run/sums /var/lib/dpkg/info/coreutils.md5sums
      printf '# 1.0-2\\n' >>/var/lib/dpkg/info/cron.postinst; printf '# 1.0-2\\n' >>/etc/init.d/cron
      """;

  @TempDir Path folder;

  @Test
  void clonesThatLiveAreNotAccused() throws Exception {
    assumeTrue(Lab.isPossible(), "needs root and namespaces");
    Lab lab = new Lab(folder);
    List<String> lines = new ArrayList<>();
    Instant at = Lab.BEGIN;
    for (int day = 1; day <= 2; day++) {
      Map<String, Asked> asked = lab.ask(lives(day), at);
      List<List<String>> answers = new ArrayList<>();
      for (Map.Entry<String, Asked> host : asked.entrySet()) {
        assertEquals(0, host.getValue().ends().get(0), host.getValue().log());
        answers.add(host.getValue().answers());
      }
      lines.addAll(Lab.asGroup("quiet", answers.stream()));
      String hourLater = at.plus(Duration.ofHours(1)).toString();
      String then = at.toString();
      lines.addAll(
          Lab.asGroup("quiet", answers.stream()).stream()
              .map(line -> line.replace(then, hourLater))
              .toList());
      at = at.plus(Duration.ofDays(1));
    }

    OpenFindings findings = lab.judge(lines);

    assertEquals(
        List.of(),
        findings.ranked(f -> f.kind().isDeviation() && f.isAccusation()).stream()
            .map(f -> "\n" + f.severity() + " " + f.query() + " " + f.row() + ": " + f.reason())
            .toList());
  }

  private static Map<String, List<String>> lives(int day) {
    Map<String, List<String>> lives = new TreeMap<>();
    for (int n = 1; n <= HOSTS; n++) {
      String life = OWN;
      life += (n + day) % 4 == 0 ? SESSION : "";
      life += n <= UPGRADED || day > 1 ? UPGRADE : "";
      lives.put(
          "clone-%02d".formatted(n),
          List.of(
              life.replaceAll("\\bDAY\\b|DAY(?=\\.)", Integer.toString(day))
                  .replaceAll("(?<![A-Za-z])N(?![A-Za-z])", Integer.toString(n))));
    }
    return lives;
  }
}
