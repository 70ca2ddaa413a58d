package io.diffy.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where everything is kept when nobody says where. */
final class DataFolderTest {
  @Test
  void itLiesInTheHomeThatTheEnvironmentNames() {
    assertEquals(Path.of("/srv/anna/.diffy"), DataFolder.defaultPath(Map.of("HOME", "/srv/anna")));
  }

  @Test
  void whereTheEnvironmentNamesNoneItIsTheAccounts() {
    Path account = Path.of(System.getProperty("user.home"), ".diffy");
    for (Map<String, String> environment : List.of(Map.<String, String>of(), Map.of("HOME", ""))) {
      assertEquals(account, DataFolder.defaultPath(environment));
    }
  }
}
