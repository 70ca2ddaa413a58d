package io.diffy.plugins.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.diffy.plugin.BadOutput;
import io.diffy.schemas.fuzz.FuzzTarget;
import io.diffy.schemas.fuzz.Fuzzed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What a compromised instance may print instead of a document. */
class PayloadDocumentTest implements Fuzzed {
  private static final Instant THREE_AM = Instant.parse("2026-11-20T03:00:00Z");
  private static final PayloadLimits SMALL = new PayloadLimits(60, 240, 10_000, 15_000);

  @Test
  void readsWhatThePayloadPrints() throws Exception {
    PayloadDocument document = read(document("run-1", "base64", answer(base64("[]"))));

    assertEquals(
        List.of(new Block("q", Instant.parse("2026-11-20T02:59:00Z"), 42, 0, "[]", "why")),
        document.blocks());
  }

  @Test
  void whatIsCutAnywhereIsCut() throws Exception {
    byte[] whole = document("run-1", "base64", answer(base64("[]")));
    for (int length = 0; length < whole.length - 1; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      BadOutput bad = assertThrows(BadOutput.class, () -> read(cut));
      assertTrue(bad.cut(), length + ": " + bad.getMessage());
    }
  }

  @Test
  void whatTheAgentOfSsmCutIsCut() throws Exception {
    byte[] whole = document("run-1", "base64", answer(base64("x".repeat(9000))));
    byte[] cut = Arrays.copyOf(whole, whole.length - 100);
    byte[] mark = "--output truncated--".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(mark, 0, cut, cut.length - mark.length, mark.length);

    assertTrue(assertThrows(BadOutput.class, () -> read(cut)).cut());
  }

  @Test
  void aMissingMiddleIsCut() throws Exception {
    String whole = text(document("run-1", "base64", answer(base64("x".repeat(600)))));
    String holed = whole.substring(0, 300) + whole.substring(320);

    assertTrue(
        assertThrows(BadOutput.class, () -> read(holed.getBytes(StandardCharsets.UTF_8))).cut());
  }

  @Test
  void anotherRunOrAnotherFormatIsWrong() throws Exception {
    assertWrong("it is of run run-2", document("run-2", "base64", answer("")));
    assertWrong(
        "format 3; this one reads 2",
        text(document("run-1", "base64", answer("")))
            .replace("\"diffy_payload\":2", "\"diffy_payload\":3"));
    assertWrong("it does not begin as the document of a payload", "Welcome to web-1!\n");
  }

  @Test
  void whatDoesNotDecodeIsWrong() throws Exception {
    assertWrong(
        "an answer can't be decoded: Illegal base64 character 2a",
        document("run-1", "base64", answer("****")));
    assertWrong(
        "an answer can't be decoded: Not in GZIP format",
        document("run-1", "gzip+base64", answer(base64("no gzip, but long enough"))));
    assertWrong("its answers are no list", document("run-1", "base64", "{}"));
    assertWrong("an answer lacks its output", document("run-1", "base64", "[{}]"));
    assertWrong(
        "its answers are no list of objects",
        document(
            "run-1", "base64", "[" + answer("").substring(1, answer("").length() - 1) + ",1]"));
  }

  @Test
  void aZipBombIsNotUnpacked() throws Exception {
    String bomb = zipped(new byte[5_000_000]);

    assertWrong(
        "its answers are bigger than it may print", document("run-1", "gzip+base64", answer(bomb)));
  }

  @Test
  void aClockThatMakesNoSenseIsNotBelieved() throws Exception {
    for (String at : List.of("", "yesterday", "-1000-01-01T00:00:00Z", "+99999-01-01T00:00:00Z")) {
      byte[] document =
          document("run-1", "base64", answer(base64("[]")).replace("2026-11-20T02:59:00Z", at));

      assertEquals(THREE_AM, read(document).blocks().get(0).at());
    }
  }

  @Override
  public Stream<FuzzTarget> targets() throws Exception {
    return Stream.of(
        new FuzzTarget(
            "payload-document",
            List.of(
                document("run-1", "base64", answer(base64("[]"))),
                document("run-1", "gzip+base64", answer(zipped(new byte[100])))),
            PayloadDocumentTest::outcome),
        // The host makes the sums: they add up whatever it says.
        new FuzzTarget(
            "payload-answers",
            List.of(
                answer(base64("[]")).getBytes(StandardCharsets.UTF_8),
                answer(base64("[{\"port\":\"22\"}]")).getBytes(StandardCharsets.UTF_8)),
            input -> outcome(document("run-1", "base64", text(input)))),
        new FuzzTarget(
            "payload-zipped-answers",
            List.of(
                answer(zipped("[]".getBytes(StandardCharsets.UTF_8)))
                    .getBytes(StandardCharsets.UTF_8)),
            input -> outcome(document("run-1", "gzip+base64", text(input)))),
        new FuzzTarget(
            "command-rows",
            Stream.of("[{\"port\":\"22\"}]", "a\tb\n1\t2\n", "{\"a\":1}\n{\"a\":2}\n", "one\ntwo")
                .map(out -> out.getBytes(StandardCharsets.UTF_8))
                .toList(),
            input -> rows(text(input))));
  }

  private static String rows(String out) {
    StringBuilder outcome = new StringBuilder();
    for (CommandRows how : CommandRows.values()) {
      try {
        outcome.append(how.read(out).isEmpty()).append(' ');
      } catch (JsonProcessingException e) {
        outcome.append(e.getOriginalMessage()).append(' ');
      }
    }
    return outcome.toString();
  }

  private static String outcome(byte[] output) {
    try {
      PayloadDocument document = read(output);
      for (Block block : document.blocks()) {
        CommandRows.AUTO.read(block.out());
      }
      return "read " + document.blocks().size();
    } catch (BadOutput e) {
      return e.getMessage();
    } catch (JsonProcessingException e) {
      return e.getOriginalMessage();
    }
  }

  private static PayloadDocument read(byte[] output) throws BadOutput {
    return PayloadDocument.read(output, "run-1", TestHost.WEB_1, SMALL, THREE_AM);
  }

  private static void assertWrong(String problem, String output) {
    assertWrong(problem, output.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertWrong(String problem, byte[] output) {
    BadOutput bad = assertThrows(BadOutput.class, () -> read(output));
    assertEquals(problem, bad.getMessage());
    assertFalse(bad.cut());
  }

  private static String answer(String out) {
    return "[{\"name\":\"q\",\"at\":\"2026-11-20T02:59:00Z\",\"pid\":42,\"exit\":0,\"out\":\""
        + out
        + "\",\"err\":\""
        + base64("why")
        + "\"}]";
  }

  /** A document whose sums add up, whatever its answers are: its host makes the sums. */
  private static byte[] document(String run, String encoding, String answers) throws Exception {
    byte[] sha256 =
        MessageDigest.getInstance("SHA-256").digest(answers.getBytes(StandardCharsets.UTF_8));
    return ("{\"diffy_payload\":2,\"run\":\"%s\",\"instance\":\"i-0abc\",\"command\":\"\",\"encoding\":\"%s\",\"pid\":7,\"answers\":%s,"
            + "\"bytes\":%d,\"sha256\":\"%s\",\"end\":\"%s\"}\n")
        .formatted(run, encoding, answers, answers.length(), HexFormat.of().formatHex(sha256), run)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String zipped(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return Base64.getEncoder().encodeToString(zipped.toByteArray());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
