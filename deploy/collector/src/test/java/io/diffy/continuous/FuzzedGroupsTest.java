package io.diffy.continuous;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.schemas.fuzz.FuzzTarget;
import io.diffy.schemas.fuzz.Fuzzed;
import io.diffy.settings.SettingsError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The file of groups is a person's; a broken one is refused with a sentence. */
class FuzzedGroupsTest implements Fuzzed {
  @Override
  public Stream<FuzzTarget> targets() throws Exception {
    Path file = Files.createTempDirectory("fuzzed").resolve("groups.json");
    return Stream.of(
        new FuzzTarget(
                "groups-file",
                List.of(
                    """
                    {"groups": [{"key": "web-prod", "target": "auto-scaling",
                      "account": "123456789012", "region": "us-east-1", "payload": "osquery",
                      "collection": "ssm", "patience": "10m"}, {"key": "db", "target": "local"}]}"""
                        .getBytes(UTF_8)),
                input -> {
                  Files.write(file, input);
                  try {
                    return "groups " + GroupsFile.read(file).size();
                  } catch (SettingsError e) {
                    return e.getMessage();
                  }
                })
            .slow());
  }
}
