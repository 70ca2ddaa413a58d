package io.diffy.cli.command;

import io.diffy.cli.TypedCommands;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;

/** Commands against the broker of {@link FindingsBroker}. */
@ExtendWith(FindingsBroker.class)
abstract class TypedAtFindings extends TypedCommands {
  int diffy(String... arguments) {
    Object broker = FindingsBroker.client().get("bootstrap.servers");
    return run(Map.of("DIFFY_BOOTSTRAP_SERVER", (String) broker), arguments);
  }
}
