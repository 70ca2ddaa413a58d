package io.diffy.agent.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.fuzz.FuzzTarget;
import io.diffy.schemas.fuzz.Fuzzed;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Masking and cutting of any text ends soon, and leaves a text of about its length at most. */
class FuzzedRedactorTest implements Fuzzed {
  @Override
  public Stream<FuzzTarget> targets() {
    return Stream.of(
        new FuzzTarget(
            "redactor",
            Stream.of(
                    "mysql -u root -pS3cret --password=\"a b\" DB_PASSWORD: x",
                    "curl -u admin:pass https://a:b@example.org -H 'Authorization: Bearer abcdefgh1'",
                    "sshpass -p x ssh AKIAABCDEFGHIJKLMNOP xoxb-1234567890 ghp_012345678901234567890",
                    "-----BEGIN RSA PRIVATE KEY-----abc-----END api_key='x' --db-token y")
                .map(text -> text.getBytes(UTF_8))
                .toList(),
            input -> {
              String text = new String(input, UTF_8);
              String once = Redactor.redact(text);
              // The shortest secret is one letter behind a sign.
              assertTrue(
                  once.length() <= "<redacted:0123456789abcdef>".length() * (text.length() + 1));
              String cut = Cells.bound(List.of(Map.of("cell", text))).get(0).get("cell");
              assertTrue(cut.length() < Cells.MAX_CHARS + 200);
              return once.equals(text) ? "as it was" : "masked";
            }));
  }
}
