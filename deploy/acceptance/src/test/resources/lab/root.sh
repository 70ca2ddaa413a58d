#!/bin/sh
# Makes the root that all hosts of the lab share: a small Debian of this machine's own programs and made settings.
#   root.sh FOLDER JAVA
set -eu
cd "$1"
mkdir -p mnt/agent mnt/own dev etc home/ann proc root run sys tmp usr/bin usr/sbin usr/lib usr/local/bin usr/local/sbin usr/libexec var/log var/spool/cron/crontabs var/tmp mnt opt srv
chmod 1777 tmp var/tmp
chmod 700 root
for dir in bin sbin lib lib64; do ln -s "usr/$dir" "$dir"; done

# needs FILE: copies the libraries that it loads.
needs() {
  { ldd "$1" 2>/dev/null || :; } | sed -n 's/^[^/]*\(\/[^ ]*\) (0x.*/\1/p' | while read -r lib; do
    to=$(cd "${lib%/*}" && pwd -P)/${lib##*/}
    # What belongs to the C library may be asked for by what is not here: SQLite's library, which the agent unpacks.
    case $lib in */libc.so.6) more="${lib%/*}/libpthread.so.0 ${lib%/*}/libdl.so.2 ${lib%/*}/libm.so.6 ${lib%/*}/librt.so.1" ;; *) more= ;; esac
    for each in "$lib" $more; do
      if [ -e "$each" ] && ! [ -e ".${to%/*}/${each##*/}" ]; then mkdir -p ".${to%/*}" && cp -L "$each" ".${to%/*}/${each##*/}"; fi
    done
  done
}

# program TO [NAME]: this machine's program of that name, if it has it.
program() {
  for dir in /usr/sbin /usr/bin /sbin /bin; do
    if [ -f "$dir/${2:-${1##*/}}" ]; then cp -L "$dir/${2:-${1##*/}}" "$1" && needs "$1" && break; fi
  done
}
mkdir -p usr/lib64 ".$2"
for name in bash sh cat chmod chown cp cut echo env grep head id install ln ls mkdir mkfifo mknod mktemp mount mv perl printf ps rm sed setsid sleep sort stat tail tee test touch tr truncate true umount uname; do program "usr/bin/$name"; done
for name in getcap setcap nft iptables iptables-save ip pivot_root; do program "usr/sbin/$name"; done
for name in cron sshd rsyslogd auditd; do program "usr/sbin/$name" sleep; done
program usr/bin/vi sleep
for name in sudo su passwd ssh curl find login; do program "usr/bin/$name" true; done
chmod 4755 usr/bin/sudo usr/bin/su usr/bin/passwd
for lib in "$2"/bin/java "$2"/lib/*.so "$2"/lib/server/*.so /usr/lib/*/xtables/libxt_tcp.so; do needs "$lib"; done
for dir in /usr/lib/*/xtables /etc/java-*; do
  if [ -d "$dir" ]; then mkdir -p ".$dir" && cp -RL "$dir"/. ".$dir"; fi
done

# file PATH: the text on standard input.
file() { mkdir -p "./${1%/*}" && cat >"./$1"; }
file etc/os-release <<'F'
NAME="Debian GNU/Linux"
VERSION_ID="12"
ID=debian
F
file etc/passwd <<'F'
root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
games:x:5:60:games:/usr/games:/usr/sbin/nologin
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
backup:x:34:34:backup:/var/backups:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
sshd:x:100:65534::/run/sshd:/usr/sbin/nologin
ann:x:1000:1000:Ann:/home/ann:/bin/bash
F
file etc/group <<'F'
root:x:0:
daemon:x:1:
adm:x:4:
disk:x:6:
sudo:x:27:
www-data:x:33:
shadow:x:42:
docker:x:998:
ann:x:1000:
F
file etc/shadow <<'F'
root:*:19700:0:99999:7:::
daemon:*:19700:0:99999:7:::
games:*:19700:0:99999:7:::
www-data:*:19700:0:99999:7:::
backup:*:19700:0:99999:7:::
nobody:*:19700:0:99999:7:::
sshd:!:19700::::::
ann:$y$j9T$example$example:19700:0:99999:7:::
F
chmod 640 etc/shadow
printf '127.0.0.1 localhost\n::1 localhost ip6-localhost\n' | file etc/hosts
printf 'nameserver 192.0.2.53\nsearch example.org\n' | file etc/resolv.conf
printf 'passwd: files systemd\ngroup: files systemd\nhosts: files dns\n' | file etc/nsswitch.conf
printf 'SHELL=/bin/sh\n17 * * * * root cd / && run-parts --report /etc/cron.hourly\n' | file etc/crontab
for name in etc/cron.hourly/.placeholder etc/cron.daily/man-db etc/cron.weekly/man-db etc/cron.monthly/.placeholder etc/init.d/ssh etc/init.d/cron etc/update-motd.d/10-uname etc/kernel/postinst.d/initramfs etc/network/if-up.d/ethtool etc/dhcp/dhclient-exit-hooks.d/timesyncd; do
  printf '#!/bin/sh\n# %s as the package brings it\nexit 0\n' "$name" | file "$name"
  chmod 755 "$name"
done
printf '30 3 * * 0 root test -e /run/systemd/system || e2scrub_all\n' | file etc/cron.d/e2scrub_all
printf '1 5 cron.daily run-parts --report /etc/cron.daily\n' | file etc/anacrontab
for name in sshd su su-l sudo login cron common-auth common-account common-password common-session other; do printf 'auth required pam_unix.so\naccount required pam_unix.so\n# %s\n' "$name" | file "etc/pam.d/$name"; done
for name in access.conf limits.conf pam_env.conf; do printf '# %s\n' "$name" | file "etc/security/$name"; done
mkdir -p usr/lib/x86_64-linux-gnu/security && printf 'pam_unix' >usr/lib/x86_64-linux-gnu/security/pam_unix.so
printf 'Defaults env_reset\nroot ALL=(ALL:ALL) ALL\n%%sudo ALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n' | file etc/sudoers
printf '# see sudoers(5)\n' | file etc/sudoers.d/README
chmod 440 etc/sudoers etc/sudoers.d/README
printf 'PermitRootLogin no\nInclude /etc/ssh/sshd_config.d/*.conf\n' | file etc/ssh/sshd_config
printf 'Host *\n' | file etc/ssh/ssh_config
for name in etc/profile etc/bash.bashrc root/.bashrc root/.profile home/ann/.bashrc home/ann/.profile home/ann/.bash_logout etc/skel/.bashrc etc/skel/.profile etc/profile.d/01-locale-fix.sh; do printf '# %s\numask 022\n' "${name##*/}" | file "$name"; done
printf 'PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"\n' | file etc/environment
printf 'include /etc/ld.so.conf.d/*.conf\n' | file etc/ld.so.conf
printf '/usr/local/lib\n' | file etc/ld.so.conf.d/libc.conf
for name in etc/modules etc/modules-load.d/modules.conf etc/modprobe.d/blacklist.conf etc/sysctl.conf etc/sysctl.d/99-sysctl.conf etc/udev/rules.d/70-disks.rules etc/login.defs etc/rsyslog.conf etc/rsyslog.d/50-default.conf etc/logrotate.conf etc/logrotate.d/dpkg etc/systemd/journald.conf etc/audit/auditd.conf etc/audit/rules.d/audit.rules etc/ufw/ufw.conf etc/ufw/user.rules etc/default/ufw etc/fail2ban/jail.conf etc/apt/apt.conf.d/01autoremove etc/apt/sources.list.d/debian.sources etc/dpkg/dpkg.cfg etc/nftables.conf etc/default/grub etc/default/cron etc/apparmor.d/usr.sbin.cups etc/chrony/chrony.conf etc/ca-certificates.conf etc/NetworkManager/NetworkManager.conf etc/monit/monitrc etc/polkit-1/rules.d/49-admin.rules etc/xdg/autostart/at-spi.desktop etc/nginx/nginx.conf etc/logcheck/header.txt etc/krb5.conf etc/initramfs-tools/initramfs.conf boot/grub/grub.cfg boot/vmlinuz-6.1.0 var/www/html/index.php usr/lib/python3/dist-packages/distutils-precedence.pth; do printf '# %s\n' "$name" | file "$name"; done
for name in example-a example-b; do printf -- '-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n' "$name" | file "usr/share/ca-certificates/mozilla/$name.crt"; file "etc/ssl/certs/$name.pem" <"usr/share/ca-certificates/mozilla/$name.crt"; done
cat etc/ssl/certs/*.pem >etc/ssl/certs/ca-certificates.crt
for unit in ssh cron rsyslog auditd nginx fail2ban; do
  printf '[Unit]\nDescription=%s\n[Service]\nExecStart=/usr/sbin/%s\n[Install]\nWantedBy=multi-user.target\n' "$unit" "$unit" | file "usr/lib/systemd/system/$unit.service"
  mkdir -p etc/systemd/system/multi-user.target.wants
  ln -s "/usr/lib/systemd/system/$unit.service" "etc/systemd/system/multi-user.target.wants/$unit.service"
done
printf '[Timer]\nOnCalendar=daily\n' | file usr/lib/systemd/system/apt-daily.timer
mkdir -p etc/rc2.d usr/lib/systemd/system-generators && ln -s ../init.d/ssh etc/rc2.d/S01ssh
printf 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHonest admin@bastion\n' | file root/.ssh/authorized_keys
chmod 700 root/.ssh home/ann
for name in coreutils bash cron openssh-server rsyslog auditd nginx perl-base; do
  printf 'Package: %s\nStatus: install ok installed\nPriority: optional\nSection: admin\nInstalled-Size: 100\nMaintainer: A <a@example.org>\nArchitecture: amd64\nVersion: 1.0-1\nDescription: %s\n\n' "$name" "$name"
  printf '#!/bin/sh\nset -e\n' | file "var/lib/dpkg/info/$name.postinst"
  chmod 755 "var/lib/dpkg/info/$name.postinst"
done | file var/lib/dpkg/status.new
mv var/lib/dpkg/status.new var/lib/dpkg/status
md5sum usr/bin/ls usr/bin/cat usr/bin/ps >var/lib/dpkg/info/coreutils.md5sums
printf '/.\n/usr/bin/ls\n/usr/bin/cat\n/usr/bin/ps\n' >var/lib/dpkg/info/coreutils.list
printf 'Jan 1 web sshd: started\n' | tee var/log/auth.log var/log/syslog >/dev/null
head -c 768 /dev/zero >var/log/wtmp
chown -R 1000:1000 home/ann
