package io.diffy.plugins.payload;

import static io.diffy.plugins.payload.TestHost.query;

import io.diffy.plugin.PayloadPlugin;
import io.diffy.plugin.kit.PayloadPluginContract;
import io.diffy.schemas.pack.Pack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class OsqueryPayloadContractTest extends PayloadPluginContract {
  @Override
  protected PayloadPlugin plugin() {
    try {
      TestHost.in(folder).osqueryi("printf '[\\n  {\"path\":\"/\"}\\n]\\n'");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new OsqueryPayloadPlugin();
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of("path", folder.resolve("bin/osqueryi").toString());
  }

  @Override
  protected Pack pack() {
    return TestHost.pack(
        query("mounts", "SELECT path FROM mounts;"), query("files", "SELECT path FROM file;"));
  }
}
