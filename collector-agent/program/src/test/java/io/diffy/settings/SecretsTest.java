package io.diffy.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What stands in the properties of Kafka's clients as a secret is in nothing that is printed. */
final class SecretsTest {
  private static final String MODULE = "ScramLoginModule required username=\"agent\" ";

  @Test
  void aPasswordIsHiddenWhereverItIsQuoted() {
    assertEquals(
        "no <hidden> here, agent", hide("password=\"kX7-pQ9\";", "no kX7-pQ9 here, agent"));
    assertEquals("key <hidden>", hide("password=kX7-pQ9;", "key kX7-pQ9"));
  }

  @Test
  void soIsEveryPieceOfOneThatWasNotQuoted() {
    assertEquals(
        "no value for <hidden> after <hidden>",
        hide("password=correct horse;", "no value for horse after correct"));
  }

  @Test
  void whatFollowsThePasswordIsNoSecret() {
    assertEquals("true <hidden>", hide("password=\"kX7-pQ9\" tokenauth=\"true\";", "true kX7-pQ9"));
  }

  @Test
  void otherSecretsAreThoseWhoseNameSaysSo() {
    Secrets secrets =
        Secrets.of(
            Map.of(
                "ssl.key.password", "opens-it",
                "sasl.oauthbearer.client.credentials.client.secret", "mysecret",
                "security.protocol", "SASL_SSL"));
    assertEquals("<hidden> <hidden> SASL_SSL", secrets.hide("opens-it mysecret SASL_SSL"));
  }

  private static String hide(String login, String text) {
    return Secrets.of(Map.of("sasl.jaas.config", MODULE + login)).hide(text);
  }
}
