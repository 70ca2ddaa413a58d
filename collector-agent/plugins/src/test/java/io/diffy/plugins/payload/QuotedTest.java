package io.diffy.plugins.payload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diffy.plugin.kit.HostileText;
import io.diffy.plugin.kit.ShellRun;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QuotedTest {
  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("io.diffy.plugin.kit.ShellRun#shells")
  void everyTextIsOneWord(String shell) throws Exception {
    for (String text : HostileText.all()) {
      ShellRun run = ShellRun.of(shell, "printf '%s' " + Quoted.of(text), folder);

      assertArrayEquals(text.getBytes(StandardCharsets.UTF_8), run.output(), text);
      assertEquals("", run.errors());
      assertEquals(List.of(), ShellRun.leftIn(folder));
    }
  }

  @Test
  void nothingIsLeftForSsmToReplace() {
    assertFalse(Quoted.of("{{{ssm:secret}}}").contains("{{"));
  }

  @Test
  void whatNoShellCanHoldIsRefused() {
    for (String wrong : List.of("a\0b", "\ud800", "\udc00x", "x\ud83d")) {
      assertThrows(IllegalArgumentException.class, () -> Quoted.of(wrong));
    }
  }
}
