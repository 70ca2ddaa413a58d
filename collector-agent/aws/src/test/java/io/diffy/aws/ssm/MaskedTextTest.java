package io.diffy.aws.ssm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MaskedTextTest {

  @Test
  void whatAHostPrintsStaysOnOneLine() {
    assertEquals("a b c", MaskedText.of(" a\u001b\n\u202eb\r\nc "));
    assertEquals("", MaskedText.of(null));
  }

  @Test
  void itIsCut() {
    assertEquals("x".repeat(300) + "…", MaskedText.of("x".repeat(1_000_000)));
  }

  @Test
  void keysAndSignaturesAreMasked() {
    assertEquals("key ASIA***", MaskedText.of("key ASIASESSIONKEYOFTEST"));
    assertEquals(
        "curl: https://b/o?X-Amz-Signature=***&x=1 X-Amz-Security-Token=***",
        MaskedText.of(
            "curl: https://b/o?X-Amz-Signature=0af3&x=1 X-Amz-Security-Token=FwoGZXIvYXdz"));
  }
}
