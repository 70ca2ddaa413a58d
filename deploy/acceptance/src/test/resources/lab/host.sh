#!/bin/sh
# A host of the lab, in namespaces of its own: its root over the shared one, its daemons, what is done to it, and the agent that asks it.
# Ends with its first process, and everything in it with that.
#   unshare --mount --pid --fork --uts --ipc --net host.sh NAME LAB JAVA TIME
# LAB/root is what all share; of LAB/hosts/NAME, `do` is run there, and `answers` is what the agent wrote.
set -eu
name=$1 lab=$2 java=$3 time=$4
echo "$name" >/proc/sys/kernel/hostname
mount --make-rprivate /
mount -t tmpfs lab "$lab/own"
cd "$lab/own"
mkdir upper work new
mount -t overlay overlay -o "lowerdir=$lab/root,upperdir=$lab/own/upper,workdir=$lab/own/work" new
cd new
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t tmpfs dev dev
for device in "null 3" "zero 5" "random 8" "urandom 9"; do mknod -m 666 "dev/${device% *}" c 1 "${device#* }"; done
mkdir dev/shm
mount -t tmpfs run run
mount --bind "$java" ".$java"
mount --bind "$lab/agent" mnt/agent
mount --bind "$lab/hosts/$name" mnt/own
mkdir mnt/old
pivot_root . mnt/old
cd /
umount -l /mnt/old
rmdir /mnt/old 2>/dev/null || rm -r /mnt/old
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin LC_ALL=C.UTF-8
ip link set lo up 2>/dev/null || :
exec </dev/null >/mnt/own/log 2>&1
for daemon in cron sshd rsyslogd auditd; do setsid "/usr/sbin/$daemon" 100000 & done
sh /mnt/own/do
umask 022
exec 3>&-
cd /
"$java/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m -Djava.io.tmpdir=/run -Dfile.encoding=UTF-8 -cp "/mnt/agent:/mnt/agent/*" io.diffy.acceptance.lab.LabHost /mnt/own/answers "$time"
