package io.diffy.aws.ssm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PrintableTest {

  @Test
  void whatAHostPrintsStaysOnOneLine() {
    assertEquals("a b c", Printable.of(" a\u001b\n\u202eb\r\nc "));
    assertEquals("", Printable.of(null));
  }

  @Test
  void itIsCut() {
    assertEquals("x".repeat(300) + "…", Printable.of("x".repeat(1_000_000)));
  }

  @Test
  void keysAndSignaturesAreMasked() {
    assertEquals("key ASIA***", Printable.of("key ASIASESSIONKEYOFTEST"));
    assertEquals(
        "curl: https://b/o?X-Amz-Signature=***&x=1 X-Amz-Security-Token=***",
        Printable.of(
            "curl: https://b/o?X-Amz-Signature=0af3&x=1 X-Amz-Security-Token=FwoGZXIvYXdz"));
  }
}
