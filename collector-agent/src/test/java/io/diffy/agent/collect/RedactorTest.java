package io.diffy.agent.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

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
        "curl -u admin:hunter2 https://h/ | curl -u admin:<redacted> https://h/",
        "git clone https://me:hunter2@git.example/x | git clone https://me:<redacted>@git.example/x",
        "{\"api_key\": \"abc\", \"port\": 1} | {\"api_key\": <redacted>, \"port\": 1}",
        "GH=ghp_abcdefghijklmnopqrstuvwxyz0123 | GH=<redacted>",
      })
  void masksSecrets(String secret, String masked) {
    assertEquals(masked, Redactor.redact(secret));
    assertEquals(masked, Redactor.redact(masked), "masking twice");
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
    assertEquals(Map.of("command", "x --token <redacted>"), rows.get(1));
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
