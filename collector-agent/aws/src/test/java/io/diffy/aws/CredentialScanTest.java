package io.diffy.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.aws.scripted.Call;
import io.diffy.aws.scripted.Exchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** No credential in anything that left this module or was said by it, in all its tests. */
@Isolated("It looks at what all other tests recorded.")
class CredentialScanTest {
  /** Key ids, and every secret of these tests. */
  private static final Pattern CREDENTIAL =
      Pattern.compile(
          "(?<![A-Z0-9])A(KI|SI)A[A-Z0-9]{12,}|"
              + String.join(
                  "|",
                  Pattern.quote(System.getProperty("aws.secretAccessKey")),
                  Pattern.quote(TestSessions.SECRET_KEY),
                  Pattern.quote(TestSessions.TOKEN)));

  /** An address that stands for one call: it may be sent to a host, but not be logged. */
  private static final Pattern SIGNED =
      Pattern.compile("https?://[^\\s\"'\\\\]*X-Amz-Signature=[0-9a-f]+[^\\s\"'\\\\]*");

  /** The headers whose purpose it is. */
  private static final Set<String> SIGNATURE = Set.of("authorization", "x-amz-security-token");

  @Test
  void noRequestHoldsOneOutsideOfItsSignature() {
    for (Exchange exchange : Exchange.all()) {
      Call call = exchange.call();
      String name = call.service() + " " + call.operation();
      clean(name, SIGNED.matcher(call.text()).replaceAll(""));
      for (Map.Entry<String, String> header : call.headers().entrySet()) {
        if (!SIGNATURE.contains(header.getKey())) {
          clean(name + " " + header.getKey(), header.getValue());
        }
      }
    }
  }

  @Test
  void anExternalIdGoesToStsAndNowhereElse() {
    for (Exchange exchange : Exchange.all()) {
      Call call = exchange.call();
      assertTrue(
          call.operation().equals("AssumeRole") || !call.text().contains(TestSessions.EXTERNAL_ID),
          call.operation());
    }
  }

  @Test
  void noLogLineErrorOrNoteHoldsOne() throws IOException {
    List<String> lines = new ArrayList<>(TestPlugins.NOTES);
    Path log = Path.of(System.getProperty("org.slf4j.simpleLogger.logFile"));
    lines.addAll(Files.readAllLines(log));

    for (String line : lines) {
      clean("log", line);
      assertFalse(SIGNED.matcher(line).find(), line);
      assertFalse(line.contains(TestSessions.EXTERNAL_ID), line);
    }
  }

  @Test
  void theScanSeesWhatItIsFor() {
    for (String leak :
        List.of(
            "export AWS_ACCESS_KEY_ID=AKIATESTKEYOFNOBODY0",
            "ASIA123456789012",
            "token: " + TestSessions.TOKEN,
            System.getProperty("aws.secretAccessKey"))) {
      assertTrue(CREDENTIAL.matcher(leak).find(), leak);
    }
    assertEquals(
        "curl ''",
        SIGNED.matcher("curl 'http://h/b/k?X-Amz-Credential=x&X-Amz-Signature=0a'").replaceAll(""));
  }

  private static void clean(String where, String text) {
    assertFalse(CREDENTIAL.matcher(text).find(), () -> where + ": " + text);
  }
}
