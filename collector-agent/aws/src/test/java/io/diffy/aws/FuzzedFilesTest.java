package io.diffy.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.plugin.PersistencePlugin.Shelf;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.archive.ArchiveName;
import io.diffy.schemas.fuzz.FuzzTarget;
import io.diffy.schemas.fuzz.Fuzzed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whoever writes into the bucket gives keys any name; the file of accounts is a person's. */
class FuzzedFilesTest implements Fuzzed {
  @Override
  public Stream<FuzzTarget> targets() throws Exception {
    Path accounts = Files.createTempDirectory("fuzzed").resolve("accounts.json");
    return Stream.of(
        new FuzzTarget(
            "s3-keys",
            Stream.of(
                    "p/v1/results/web-prod/run%2D1.ndjson.gz",
                    "p/v1/results/%C3%A9/a/b/c.ndjson.gz",
                    "p/v1/observations/2026-11-20/03/0-00000000000000001234.ndjson.gz")
                .map(key -> key.getBytes(UTF_8))
                .toList(),
            input -> outcome(new String(input, UTF_8))),
        new FuzzTarget(
                "accounts-file",
                List.of(
                    """
                    {"accounts": [{"id": "123456789012", "name": "prod",
                      "role": "arn:aws:iam::123456789012:role/diffy", "external-id": "abc",
                      "regions": ["us-east-1"], "session-policy": {"Version": "2012-10-17"}}]}"""
                        .getBytes(UTF_8)),
                input -> {
                  Files.write(accounts, input);
                  try {
                    return "accounts " + AccountsFile.read(accounts).size();
                  } catch (PluginFailure e) {
                    return e.getMessage();
                  }
                })
            .slow());
  }

  /** A name that is read is the name that is made of what was read. */
  private static String outcome(String key) {
    S3Keys keys = new S3Keys("p");
    Optional<List<String>> parts = keys.parts(Shelf.RESULTS, key);
    if (parts.isPresent() && key.length() < 1_000) {
      assertEquals(key, keys.of(Shelf.RESULTS, parts.get()));
    }
    Optional<ArchiveName> name = ArchiveName.parse(key);
    name.ifPresent(n -> assertEquals(n, ArchiveName.parse(n.path()).orElseThrow()));
    return "parts " + parts.isPresent() + ", archive " + name.isPresent();
  }
}
