package io.diffy.rules.detection;

import java.util.Map;
import java.util.Set;

/**
 * Modules that a stock kernel loads by itself when somebody mounts a file system, plugs a disk in,
 * writes a firewall rule or opens such a socket, and that stay loaded: hosts that look alike get
 * them one after the other. Whole names only: an intruder's module has a name like these.
 */
final class ModuleOnDemand {
  private static final Set<String> NAMES =
      Set.of(
          """
          isofs udf cdrom sr_mod loop nbd fuse cuse overlay squashfs autofs4 erofs
          ext2 ext3 ext4 jbd2 mbcache xfs btrfs f2fs vfat fat msdos exfat ntfs ntfs3 hfs hfsplus
          jfs minix ufs reiserfs zlib_deflate libcrc32c raid6_pq xor blake2b_generic
          nls_ascii nls_cp437 nls_iso8859_1 nls_utf8 nls_ucs2_utils
          nfs nfsv3 nfsv4 nfs_acl nfsd lockd grace sunrpc rpcsec_gss_krb5 auth_rpcgss fscache
          cachefiles netfs cifs cifs_arc4 cifs_md4 dns_resolver ceph libceph 9p 9pnet 9pnet_virtio
          usb_storage uas usbhid hid hid_generic usbserial cdc_acm cdc_ether usbnet
          dm_mod dm_crypt dm_snapshot dm_thin_pool dm_bufio dm_bio_prison dm_persistent_data
          dm_mirror dm_log dm_region_hash dm_multipath dm_raid dm_cache dm_integrity dm_verity
          md_mod raid0 raid1 raid10 raid456 async_tx async_memcpy async_pq async_xor
          async_raid6_recov linear
          iscsi_tcp libiscsi libiscsi_tcp scsi_transport_iscsi sg ses enclosure
          tcp_bbr tcp_cubic tcp_htcp tcp_diag udp_diag inet_diag raw_diag unix_diag netlink_diag
          af_packet_diag tls sctp tun tap veth bridge stp llc bonding 8021q garp mrp macvlan ipvlan
          vxlan geneve gre ip_gre ip_tunnel ipip sit wireguard xfrm_user xfrm_algo esp4 esp6
          nf_log_syslog nf_log_ipv4 nf_log_ipv6 nf_tables nft_compat nf_conntrack nf_conntrack_ftp
          nf_conntrack_tftp nf_conntrack_irc nf_conntrack_sip nf_conntrack_pptp nf_conntrack_h323
          nf_conntrack_amanda nf_conntrack_snmp nf_conntrack_netbios_ns nf_conntrack_broadcast
          nf_nat_ftp nf_nat_tftp nf_nat_irc nf_nat_sip nf_reject_ipv4 nf_reject_ipv6
          nf_conntrack_netlink nf_nat nf_defrag_ipv4 nf_defrag_ipv6 nfnetlink nfnetlink_log
          ip_tables ip6_tables iptable_filter iptable_nat iptable_mangle ip6table_filter ip_set
          xt_LOG xt_MASQUERADE xt_addrtype xt_comment xt_conntrack xt_limit xt_mark xt_multiport
          xt_CT xt_REDIRECT xt_TCPMSS
          xt_nat xt_owner xt_recent xt_state xt_tcpudp br_netfilter ip_vs
          sch_fq sch_fq_codel sch_htb
          binfmt_misc configfs efivarfs efi_pstore pstore pstore_blk pstore_zone ramoops drm parport
          parport_pc ppdev lp algif_hash algif_skcipher af_alg vsock vhost vhost_net kvm
          kvm_intel kvm_amd irqbypass joydev input_leds serio_raw
          """
              .strip()
              .split("\\s+"));

  private ModuleOnDemand() {}

  /**
   * Whether a new row of a kernel module is one that was needed: such a one, or one on which
   * another module depends. What uses it is judged by itself.
   */
  static boolean is(Map<String, String> row) {
    String users = row.getOrDefault("used_by", "");
    return NAMES.contains(row.getOrDefault("name", "")) || !(users.isEmpty() || users.equals("-"));
  }
}
