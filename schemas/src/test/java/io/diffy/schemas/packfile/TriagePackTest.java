package io.diffy.schemas.packfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TriagePackTest {
  private static final Pack PACK = TriagePack.load();

  @Test
  void asksWhatAttackersTouch() {
    assertEquals(
        List.of(
            "listening_ports",
            "processes",
            "crontab",
            "kernel_modules",
            "iptables",
            "users",
            "passwords",
            "groups",
            "group_members",
            "sudoers",
            "authorized_keys",
            "suid_bin",
            "systemd_units",
            "deb_packages",
            "rpm_packages",
            "mounts",
            "etc_hosts",
            "process_open_sockets",
            "ld_preload",
            "file_hash",
            "cron_files",
            "at_jobs",
            "unit_files",
            "login_files",
            "access_files",
            "ca_certificates",
            "package_hooks",
            "package_scripts",
            "python_hooks",
            "kernel_files",
            "network_hooks",
            "defence_files",
            "dns_resolvers",
            "routes",
            "interfaces",
            "log_files",
            "containers",
            "powerful_containers",
            "hidden_files",
            "history_links",
            "file_capabilities",
            "kernel_parameters",
            "promiscuous_interfaces",
            "raw_sockets",
            "kernel_thread_names",
            "etc_files"),
        List.copyOf(PACK.queries().keySet()));
    assertEquals("linux-triage", PACK.name());
  }

  @Test
  void everyQuerySaysWhyItIsThereAndWhatElseExplainsADeviation() {
    for (PackQuery query : PACK.queries().values()) {
      assertFalse(query.description().isBlank(), query.name());
      assertFalse(query.value().isBlank(), query.name());
      assertFalse(query.benignCauses().isEmpty(), query.name());
      assertFalse(query.techniques().isEmpty(), query.name());
      for (String technique : query.techniques()) {
        assertTrue(technique.matches("T\\d{4}(\\.\\d{3})?"), technique);
      }
    }
  }

  @Test
  void noColumnIsBothIdentityAndVolatile() {
    for (PackQuery query : PACK.queries().values()) {
      Set<String> both = new HashSet<>(query.identity());
      both.retainAll(query.volatileColumns());
      assertEquals(Set.of(), both, query.name());
    }
  }

  @Test
  void packagesAreAskedOnlyWhereTheirDatabaseIs() {
    assertTrue(PACK.queries().get("deb_packages").appliesIf().contains("/var/lib/dpkg/status"));
    assertTrue(PACK.queries().get("rpm_packages").appliesIf().contains("/var/lib/rpm/"));
  }

  /** Whoever asks both, or judges the answers of both, needs one meaning for each name. */
  @Test
  void theDeepPackSaysAsMuchOfItsQueriesAndHasNoneOfTheSameName() {
    Pack deep = ShippedPacks.named("deep").orElseThrow();
    for (PackQuery query : deep.queries().values()) {
      assertFalse(query.benignCauses().isEmpty(), query.name());
      assertFalse(query.techniques().isEmpty(), query.name());
      assertFalse(query.value().isBlank(), query.name());
      assertTrue(query.intervalSeconds() >= 24 * 3600, query.name());
      assertFalse(PACK.queries().containsKey(query.name()), query.name());
    }
    assertEquals(
        PACK.queries().size() + deep.queries().size(), ShippedPacks.all().queries().size());
    assertEquals(Optional.empty(), ShippedPacks.named("deep.conf"));
  }
}
