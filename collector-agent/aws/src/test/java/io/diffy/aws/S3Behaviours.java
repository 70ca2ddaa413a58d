package io.diffy.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diffy.plugin.PersistencePlugin.Shelf;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What must hold on every implementation of S3. Each test has a prefix of its own. */
abstract class S3Behaviours {
  final S3Persistence s3 = new S3Persistence();

  /** Settings that lead to the implementation and the bucket {@code diffy-test}, and these. */
  abstract PluginContext context(String... settings);

  @Test
  void whatWasSavedComesBackByteForByte() {
    PluginContext context = context("prefix", "bytes");
    byte[] document = new byte[2_000_000];
    new Random(7).nextBytes(document);

    s3.save(Shelf.RESULTS, List.of("web-prod", "run-1"), document, context);

    assertArrayEquals(
        document, s3.get(Shelf.RESULTS, List.of("web-prod", "run-1"), context).orElseThrow());
  }

  @Test
  void savingAgainReplaces() {
    PluginContext context = context("prefix", "again");
    s3.save(Shelf.BASELINES, List.of("web-prod"), "old".getBytes(UTF_8), context);
    s3.save(Shelf.BASELINES, List.of("web-prod"), "new".getBytes(UTF_8), context);

    assertEquals(List.of("[web-prod] new"), all(Shelf.BASELINES, List.of(), context));
  }

  @Test
  void aDocumentNobodySavedIsAbsent() {
    PluginContext context = context("prefix", "absent");

    assertEquals(Optional.empty(), s3.get(Shelf.RESULTS, List.of("web-prod"), context));
    assertEquals(List.of(), all(Shelf.RESULTS, List.of(), context));
  }

  @Test
  void allBelowAPrefixOfPartsComeInTheOrderOfTheirKeys() {
    PluginContext context = context("prefix", "all");
    for (String key : List.of("b/1", "a/2", "a/1", "ab/1", "a", "a.b/1", "ü/é ?#%")) {
      s3.save(Shelf.RESULTS, List.of(key.split("/", -1)), key.getBytes(UTF_8), context);
    }
    s3.save(Shelf.BASELINES, List.of("a", "9"), "other shelf".getBytes(UTF_8), context);

    assertEquals(
        List.of("[a] a", "[a, 1] a/1", "[a, 2] a/2"), all(Shelf.RESULTS, List.of("a"), context));
    assertEquals(
        List.of(
            "[a] a",
            "[a, 1] a/1",
            "[a, 2] a/2",
            "[a.b, 1] a.b/1",
            "[ab, 1] ab/1",
            "[b, 1] b/1",
            "[ü, é ?#%] ü/é ?#%"),
        all(Shelf.RESULTS, List.of(), context));
  }

  @Test
  void aBucketThatDoesNotExistIsSaidSo() {
    PluginContext context = context("bucket", "diffy-elsewhere", "prefix", "p");

    for (Runnable call :
        List.<Runnable>of(
            () -> s3.save(Shelf.RESULTS, List.of("a"), new byte[0], context),
            () -> s3.get(Shelf.RESULTS, List.of("a"), context),
            () -> all(Shelf.RESULTS, List.of("a"), context))) {
      String message = assertThrows(PluginFailure.class, call::run).getMessage();
      assertEquals(
          "there is no bucket \"diffy-elsewhere\"; see plugin.s3.bucket",
          message.substring(message.indexOf(": ") + 2));
    }
  }

  List<String> all(Shelf shelf, List<String> prefix, PluginContext context) {
    List<String> found = new ArrayList<>();
    s3.getAll(
        shelf,
        prefix,
        (key, document) -> found.add(key + " " + new String(document, UTF_8)),
        context);
    return found;
  }
}
