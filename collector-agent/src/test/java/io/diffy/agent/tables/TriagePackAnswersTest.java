package io.diffy.agent.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.agent.collect.QueryAnswer;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.packfile.ShippedPacks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The shipped packs can be asked without osquery. */
class TriagePackAnswersTest {

  /** Queries that can't be answered from files alone, and the start of what they say. */
  private static final Map<String, String> DOCUMENTED =
      Map.of(
          "file_capabilities",
              "extended_attributes asks the running host's getcap: it can't be read ",
          "changed_rpm_files", "no such table: rpm_package_files (built-in tables answer: ",
          "iptables", "iptables asks the running kernel: it can't be read under ",
          "nftables", "nftables asks the running kernel: it can't be read under ",
          "containers", "/run/docker.sock does not exist: Docker does not run here",
          "powerful_containers", "/run/docker.sock does not exist: Docker does not run here",
          "rpm_packages", "no such table: rpm_packages (built-in tables answer: ");

  @Test
  void everyQueryIsAnsweredOrSaysWhyNot() throws IOException {
    Map<String, String> reasons = new HashMap<>(DOCUMENTED);
    List<String> wrong = new ArrayList<>();
    try (FakeHost host = FakeHost.complete()) {
      BuiltInSource source = new BuiltInSource(host.root());
      for (PackQuery query : ShippedPacks.all().queries().values()) {
        QueryAnswer answer = source.ask(query);
        String reason = reasons.remove(query.name());
        boolean asDocumented =
            reason == null
                ? answer.coverage() == Coverage.OK
                : answer.coverage() == Coverage.ERROR && answer.error().startsWith(reason);
        if (!asDocumented) {
          wrong.add(query.name() + ": " + answer.coverage() + " " + answer.error());
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertEquals(Map.of(), reasons);
  }
}
