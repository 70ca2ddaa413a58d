package io.diffy.plugins.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.PluginFailure;
import io.diffy.schemas.fuzz.FuzzTarget;
import io.diffy.schemas.fuzz.Fuzzed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Names of files are made of what hosts are called; files that list instances are a person's. */
class FuzzedNamesTest implements Fuzzed {
  private static final Path FOLDER = Path.of("/folder");

  @Override
  public Stream<FuzzTarget> targets() throws Exception {
    Path list = Files.createTempDirectory("fuzzed").resolve("hosts.ndjson");
    return Stream.of(
        new FuzzTarget(
            "key-path",
            Stream.of("web-prod\nrun 1\n\u00e9", "..\n../x\n%", "a%2Fb+", "x".repeat(300))
                .map(text -> text.getBytes(UTF_8))
                .toList(),
            input -> names(new String(input, UTF_8))),
        new FuzzTarget(
                "json-lines",
                List.of(
                    "# hosts\n{\"asg\":\"web\",\"instance_id\":\"i-1\"}\n{\"asg\":\"web\"}\n"
                        .getBytes(UTF_8)),
                input -> {
                  Files.write(list, input);
                  try {
                    return "lines " + JsonLines.read(list, Set.of("asg", "instance_id")).size();
                  } catch (PluginFailure e) {
                    return e.getMessage();
                  }
                })
            .slow());
  }

  /** Every key has a path below the folder, and its path is no other key's. */
  private static String names(String text) {
    List<String> key = Arrays.asList(text.split("\n", 8));
    Path path = KeyPath.of(FOLDER, key);
    assertTrue(path.normalize().equals(path) && path.startsWith(FOLDER), path.toString());
    assertEquals(Optional.of(key), KeyPath.key(FOLDER.relativize(path)));
    boolean name = text.indexOf('\0') < 0;
    return "key " + (name && KeyPath.key(Path.of(text)).isPresent());
  }
}
