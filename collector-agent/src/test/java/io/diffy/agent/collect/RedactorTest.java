package io.diffy.agent.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "aws configure set AKIAIOSFODNN7EXAMPLE | aws configure set <redacted>",
        "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG | AWS_SECRET_ACCESS_KEY=<redacted>",
        "app --password hunter2 --port 80 | app --password <redacted> --port 80",
        "app --password=hunter2 --port 80 | app --password=<redacted> --port 80",
        "app --db-password 'hunter 2' -v | app --db-password <redacted> -v",
        "app --password=\"hun ter\"2 --port 80 | app --password=<redacted> --port 80",
        "DB_PASSWORD=\"a b\" ./run | DB_PASSWORD=<redacted> ./run",
        "mysql -u root -phunter2 shop | mysql -u root -p<redacted> shop",
        "mysqldump -p'hun ter' shop | mysqldump -p<redacted> shop",
        "sshpass -p hunter2 ssh web-1 | sshpass -p <redacted> ssh web-1",
        "curl -H 'Authorization: Bearer eyJhbGciOi.x.y' h | curl -H 'Authorization: Bearer <redacted>' h",
        "authorization-server, bearer\tabcdefgh12 | authorization-server, bearer\t<redacted>",
        "curl -u admin:hunter2 https://h/ | curl -u admin:<redacted> https://h/",
        "git clone https://me:hunter2@git.example/x | git clone https://me:<redacted>@git.example/x",
        "{\"api_key\": \"abc\", \"port\": 1} | {\"api_key\": <redacted>, \"port\": 1}",
        "GH=ghp_abcdefghijklmnopqrstuvwxyz0123 | GH=<redacted>",
      })
  void masksSecrets(String secret, String masked) {
    String once = Redactor.redact(secret);
    assertEquals(masked, bare(once));
    assertEquals(once, Redactor.redact(once), "masking twice");
  }

  private static String bare(String text) {
    return text.replaceAll("<redacted:[0-9a-f]{16}>", "<redacted>");
  }

  @Test
  void anotherSecretIsAnotherText() {
    assertNotEquals(Redactor.redact("x --password a1"), Redactor.redact("x --password b2"));
    assertEquals(Redactor.redact("x --password a1"), Redactor.redact("x --password a1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "PASSWORD=x;curl -s h/x",
        "PASSWORD=$(curl -s h/x)",
        "--password \"$(curl -s h/x)\"",
        "TOKEN=a&&curl -s h/x",
        "--token x>(curl -s h/x)",
        "secret='a;curl -s h/x;b'",
        "-----BEGIN RSA PRIVATE KEY----- curl -s h/x -----END",
        "http://a:$(curl -s h/x)@host",
        "Authorization: x;curl -s h/x",
      })
  void whatAShellWouldObeyIsNoSecret(String hidden) {
    assertTrue(Redactor.redact(hidden).contains("curl -s h/x"), () -> Redactor.redact(hidden));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
        "github_pat_11ABCDEFG0abcdefghijklmnop_qrstuvwxyz",
        "glpat-abcdefghij0123456789",
        "npm_abcdefghijklmnopqrstuvwxyz0123456789",
        "sk_live_abcdefghijklmnopqrstuvwx",
        "AIzaSyA1234567890abcdefghijklmnopqrstuv",
        "hvs.CAESIJabcdefghijklmnopqrstuvwxyz",
        "AccountKey=abcdefghijklmnopqrstuvwxyz0123456789==",
      })
  void tokensAreKnownByTheirShape(String token) {
    assertFalse(Redactor.redact("run " + token).contains(token.substring(12)), token);
  }

  @Test
  void namesAndValuesInTwoCells() {
    Map<String, String> env = Map.of("pid", "1", "key", "DB_PASSWORD", "value", "hunter2 x");
    Map<String, String> other = Map.of("pid", "1", "key", "PATH", "value", "/bin");

    List<Map<String, String>> rows = Redactor.redact(List.of(env, other));

    assertFalse(rows.get(0).get("value").contains("hunter2"));
    assertSame(other, rows.get(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/usr/sbin/sshd -D -o PasswordAuthentication=no",
        "nginx: worker process",
        "java -Xmx4g -jar /apps/api.jar --server.port=8080",
        "docker run -u 1000:1000 -p 80:80 nginx",
        "root cd / && run-parts --report /etc/cron.hourly",
        "https://mirror.example:8443/path@v2",
        "bypass=1 compass=2",
        "login --password-file /etc/secret.txt"
      })
  void leavesTheRestAlone(String harmless) {
    assertEquals(harmless, Redactor.redact(harmless));
  }

  @Test
  void rowsWithoutSecretsAreNotCopied() {
    Map<String, String> harmless = Map.of("command", "true");

    List<Map<String, String>> rows =
        Redactor.redact(List.of(harmless, Map.of("command", "x --token abc")));

    assertSame(harmless, rows.get(0));
    assertEquals("x --token <redacted>", bare(rows.get(1).get("command")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password=\"",
        "--password ",
        "://a:",
        "authorization: ",
        "token-_-_-_",
        "pass' : ",
        "mysql -p\"",
        "curl -u a",
        "-----BEGIN PRIVATE KEY-----",
        "AKIA",
        "xoxb-",
        "bearer ",
        "    "
      })
  void noTextOfAHostMakesItSlow(String hostile) {
    String text = hostile.repeat(Cells.MAX_CHARS / hostile.length());

    assertTimeoutPreemptively(Duration.ofSeconds(3), () -> Redactor.redact(text));
  }
}
