package io.diffy.plugins.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.plugin.ZippedDocument;
import io.diffy.schemas.fuzz.FuzzTarget;
import io.diffy.schemas.fuzz.Fuzzed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A zipped document in a folder may be cut, no gzip at all, or unfold to very much. */
class FuzzedFolderTest implements Fuzzed {
  private static final List<String> KEY = List.of("web-prod", "crontab");

  @Override
  public Stream<FuzzTarget> targets() throws Exception {
    Path place = Files.createTempDirectory("fuzzed");
    DocumentFolder folder = new DocumentFolder(place, true);
    folder.save(KEY, new byte[0]);
    Path file = KeyPath.of(place, KEY).resolveSibling("crontab.ndjson.gz");
    return Stream.of(
        new FuzzTarget(
                "document-folder",
                List.of(
                    ZippedDocument.zip("{\"asg\":\"web-prod\"}\n".getBytes(UTF_8)),
                    ZippedDocument.zip(new byte[10_000_000])),
                input -> {
                  Files.write(file, input);
                  try {
                    return "read " + folder.get(KEY).orElseThrow().length;
                  } catch (IOException e) {
                    return String.valueOf(e.getMessage());
                  }
                })
            .slow());
  }
}
