package io.diffy.aws.ssm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.fuzz.FuzzTarget;
import io.diffy.schemas.fuzz.Fuzzed;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** What hosts print and AWS hands on, and the file of a run that a crash may have cut. */
class FuzzedOutputTest implements Fuzzed {
  @Override
  public Stream<FuzzTarget> targets() throws Exception {
    SsmRun run =
        new SsmRun(
            "run-1",
            Instant.EPOCH,
            new OutputLocation("bucket", "prefix"),
            Duration.ofMinutes(10),
            List.of(),
            List.of());
    return Stream.of(
        new FuzzTarget("ssm-run-file", List.of(RunJson.write(run)), FuzzedOutputTest::run),
        new FuzzTarget(
            "ssm-text",
            Stream.of(
                    "line --output truncated--\n",
                    "AKIAABCDEFGHIJKL https://b/?X-Amz-Signature=abc&X-Amz-Credential=d",
                    "diffy run-1 7 INC-1",
                    "123456789012:us-east-1:web-prod")
                .map(text -> text.getBytes(UTF_8))
                .toList(),
            input -> {
              String text = new String(input, UTF_8);
              String shown = MaskedText.of(text);
              assertTrue(shown.length() <= 301, shown);
              assertFalse(shown.chars().anyMatch(Character::isISOControl), shown);
              return "%b %b %b %b"
                  .formatted(
                      Truncation.isCutInline(text),
                      Truncation.isMarked(input),
                      CommandComment.batch(text, "run-1").isPresent(),
                      shown.equals(text));
            }));
  }

  private static String run(byte[] input) {
    try {
      return "batches " + RunJson.read(input).batches().size();
    } catch (IOException e) {
      return "" + e.getMessage();
    }
  }
}
