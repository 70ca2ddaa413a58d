package io.diffy.osquerylog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class QueryNamesTest {
  private static final QueryNames NAMES =
      new QueryNames(List.of(pack("ir", "crontab", "users", "local_users"), pack("b", "users")));

  @Test
  void aScheduledNameIsAPacksQueryWhateverTheConfigCallsThePackAndDelimitsWith() {
    for (String name :
        List.of(
            "crontab",
            "pack_ir_crontab",
            "pack/ir/crontab",
            "pack_incident-response_crontab",
            "pack_my_own_pack_crontab",
            "pack/Global/crontab",
            "pack/team-7/crontab",
            "pack:ir:crontab",
            "pack::ir::crontab",
            "pack__a_b__crontab")) {
      assertEquals("crontab", own(name), name);
    }
    assertEquals("local_users", own("pack_x_local_users"), "the longest that fits");
  }

  @Test
  void whatOnlyLooksAlikeIsNot() {
    for (String name :
        List.of(
            "my_crontab",
            "pack_crontab",
            "pack__crontab",
            "packs_ir_crontab",
            "pack_ir_crontabs",
            "pack_ircrontab",
            "pack/ir_crontab",
            "pack_ir/crontab",
            "PACK_ir_crontab",
            "pack",
            "")) {
      assertEquals("", own(name), name);
    }
  }

  @Test
  void twoNamesOfOneHostAreNeverOneQuery() {
    assertEquals(
        Map.of("pack_a_users", "users", "pack_z_crontab", "crontab"),
        all("pack_a_users", "pack_b2_users", "pack_z_crontab"));
    assertEquals(
        Map.of("pack/ir/users", "users"), all("pack/a/users", "pack/ir/users"), "its own name");
  }

  private static Map<String, String> all(String... scheduled) {
    Map<String, String> own = new TreeMap<>();
    NAMES.all(List.of(scheduled)).forEach((name, query) -> own.put(name, query.name()));
    return own;
  }

  private static String own(String scheduled) {
    return NAMES.find(scheduled).map(PackQuery::name).orElse("");
  }

  private static Pack pack(String name, String... queries) {
    Map<String, PackQuery> all = new LinkedHashMap<>();
    for (String query : queries) {
      all.put(query, PackQuery.of(query, "SELECT * FROM " + query, 900));
    }
    return new Pack(name, "", List.of(), all);
  }
}
