/**
 * osquery's tables where osquery is not installed: {@link io.diffy.agent.tables.BuiltInSource}.
 *
 * <p>The tables that a query opens are read into an in-memory SQLite of its own, with osquery's
 * column names and types, and the query runs there. osquery's hidden columns and its own SQL
 * functions are not known.
 *
 * <p>An answer without rows has to prove that there is nothing. So what an absent or unreadable
 * source means is decided per table:
 *
 * <table>
 *   <caption>What absence means</caption>
 *   <tr><th>table</th><th>is an error</th><th>means "nothing there"</th></tr>
 *   <tr><td>crontab, etc_hosts, sudoers</td><td>no /etc; unreadable /etc/sudoers, /etc/hosts</td>
 *       <td>the files and directories themselves</td></tr>
 *   <tr><td>users, groups, user_groups</td><td>no /etc/passwd or /etc/group</td><td></td></tr>
 *   <tr><td>authorized_keys</td><td>no /etc/passwd</td><td>no such file in a home</td></tr>
 *   <tr><td>kernel_modules</td><td>no /proc/modules</td><td></td></tr>
 *   <tr><td>iptables</td><td>no iptables-save, or it fails; another host's files</td>
 *       <td>it prints nothing</td></tr>
 *   <tr><td>interface_addresses</td><td>another host's files</td><td></td></tr>
 *   <tr><td>deb_packages</td><td>no /var/lib/dpkg/status</td><td></td></tr>
 *   <tr><td>systemd_units</td><td>none of systemd's unit directories</td><td></td></tr>
 *   <tr><td>processes, process_envs</td><td>no process in /proc</td>
 *       <td>a process that ends while it is read</td></tr>
 *   <tr><td>listening_ports, process_open_sockets</td><td>no /proc/net/tcp or udp</td>
 *       <td>tcp6, raw, unix and so on: not in this kernel</td></tr>
 *   <tr><td>suid_bin</td><td>neither /bin nor /usr/bin</td><td>one of the others</td></tr>
 *   <tr><td>file, hash</td><td>a query that names no path</td>
 *       <td>a path that leads nowhere: /etc/ld.so.preload</td></tr>
 *   <tr><td>mounts, os_version, kernel_info, system_info, uptime</td>
 *       <td>no /proc/self/mounts, /etc/os-release, /proc/version, /proc/cmdline, /proc/cpuinfo,
 *       /proc/meminfo, /proc/uptime</td><td>a column whose source is hidden is empty</td></tr>
 * </table>
 *
 * <p>What can be read only in part (other users' descriptors, environments and homes, without root;
 * a file over 16 MiB) makes the answer {@code truncated}, with how many could not be read. Only a
 * sandbox's init that is closed even to root does not count: its sockets show with pid -1.
 */
package io.diffy.agent.tables;
