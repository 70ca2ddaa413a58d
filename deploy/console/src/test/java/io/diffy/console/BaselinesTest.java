package io.diffy.console;

import static io.diffy.console.ConsoleBroker.console;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.cluster.RecordWriter;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Observation;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.trust.TestKeys;
import io.diffy.service.Waiting;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is known good: taken, compared, signed and ended over HTTP. */
@ExtendWith(ConsoleBroker.class)
final class BaselinesTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private static String of(String fields) {
    return "{\"group\":\"%s\",%s}".formatted(WEB_PROD, fields);
  }

  private static String from(int host, String more) {
    return of("\"instances\":[\"%s\"]%s".formatted(instance(host).instanceId(), more));
  }

  private static JsonNode ok(Console of, String operation, String path, String body) {
    HttpResponse<String> answer = Asked.post(of, path, body).answer();
    assertEquals(
        List.of(), OperationsTest.errors(EveryOperation.byId().get(operation), answer), path);
    return Asked.tree(answer.body()).path("written");
  }

  private static JsonNode listed(String query) {
    return Asked.get(console, "/v1/baselines?group=web-prod&query=" + query)
        .json()
        .path("items")
        .path(0);
  }

  @Test
  void theAnswersOfACleanHostBecomeTheNextBaseline() {
    JsonNode written = ok(console, "takeBaseline", "/v1/baselines", from(2, ""));
    assertEquals(List.of("crontab", "listening_ports"), written.findValuesAsText("query"));
    assertEquals("in force", written.path(0).path("state").asText());
    int version = written.path(1).path("version").asInt();
    assertTrue(
        Waiting.until(
            () -> listed("listening_ports").path("version").asInt() == version,
            SOON,
            "waiting for the topic"));
    assertTrue(
        Asked.get(console, "/v1/audit")
            .json()
            .at("/items/0/entry/reason")
            .asText()
            .endsWith("(admin) from 127.0.0.1 over HTTP"));
    JsonNode now =
        Asked.get(console, "/v1/baselines/compare?group=web-prod&query=listening_ports").json();
    assertEquals(9, now.path("hosts").asInt());
    assertEquals(1, now.path("added_total").asInt());
    assertEquals("4444", now.at("/added/0/row/port").asText());
    assertEquals(0, now.path("gone_total").asInt());
    JsonNode same =
        Asked.get(
                console,
                "/v1/baselines/compare?group=web-prod&query=listening_ports&with_version="
                    + version)
            .json();
    assertEquals(0, same.path("added_total").asInt());

    JsonNode ended =
        ok(
            console,
            "withdrawBaselines",
            "/v1/baselines/withdraw",
            of("\"query\":\"listening_ports\",\"reason\":\"a new release\""));
    assertEquals("withdrawn", ended.path(0).path("state").asText());
    assertEquals(
        "409 conflict",
        Asked.post(
                console,
                "/v1/baselines/withdraw",
                of("\"query\":\"listening_ports\",\"reason\":\"again\""))
            .problem());
  }

  /** An intruder's listener must not become normal because nobody looked. */
  @Test
  void whatIsUnderSuspicionIsNoBaselineUnlessSomebodySaysWhy() {
    Asked plain = Asked.post(console, "/v1/baselines", from(7, ""));
    assertEquals("409 conflict", plain.problem());
    assertTrue(plain.answer().body().contains("despite_findings"), plain.answer().body());
    String despite = ",\"despite_findings\":\"a lab\"";
    Asked rare = Asked.post(console, "/v1/baselines", from(7, despite));
    assertEquals("409 conflict", rare.problem());
    assertTrue(rare.answer().body().contains("despite_peers"), rare.answer().body());
    JsonNode written =
        ok(
            console,
            "takeBaseline",
            "/v1/baselines",
            from(7, despite + ",\"despite_peers\":\"a lab\""));
    assertTrue(written.toString().contains("despite 1 rows that few peers have: a lab"));
    ok(
        console,
        "withdrawBaselines",
        "/v1/baselines/withdraw",
        of("\"reason\":\"the lab is over\""));
  }

  @Test
  void whatIsWrongIsNamed() {
    Map<String, String> wrong = new TreeMap<>();
    wrong.put(of("\"instances\":[\"i-none\"]"), "404 unknown");
    wrong.put("{\"group\":\"nope\",\"instances\":[\"i-1\"]}", "404 unknown");
    wrong.put(of("\"instances\":[]"), "400 bad-request");
    wrong.put(of("\"instances\":\"i-1\""), "400 bad-request");
    wrong.put(from(1, ",\"despite_findings\":\"" + "x".repeat(1_001) + "\""), "400 bad-request");
    Map<String, String> answered = new TreeMap<>();
    wrong
        .keySet()
        .forEach(body -> answered.put(body, Asked.post(console, "/v1/baselines", body).problem()));
    assertEquals(wrong, answered);
    assertEquals(
        "400 bad-request",
        Asked.post(console, "/v1/baselines/withdraw", of("\"reason\":\" \"")).problem());
    assertEquals(
        "404 unknown",
        Asked.get(console, "/v1/baselines/compare?group=web-prod&query=nope").problem());
    assertEquals(
        "400 bad-request", Asked.get(console, "/v1/baselines/signing?group=web-prod").problem());
    assertEquals(
        "409 conflict",
        Asked.get(console, "/v1/baselines/signing?group=web-prod&query=nope&key=anna").problem());
  }

  /** What nobody answers lately can't be held beside what is known good. */
  @Test
  void aBaselineWithoutAnswersIsComparedWithNothing() {
    Observation answer = Observation.of(instance(1), "users", THREE_AM, List.of());
    try (RecordWriter writer = new RecordWriter(ConsoleBroker.cluster)) {
      writer.write(
          new Records(ConsoleBroker.cluster.topics())
              .baseline(
                  new Baseline(
                      new Baseline.Key(WEB_PROD, "users", Cohort.UNKNOWN),
                      1,
                      new Baseline.Origin(THREE_AM, "ann", "i-1"),
                      List.of(answer))));
      writer.flush();
    }
    assertTrue(Waiting.until(() -> listed("users").has("version"), SOON, "waiting for the topic"));
    assertEquals(
        "409 conflict",
        Asked.get(console, "/v1/baselines/compare?group=web-prod&query=users").problem());
  }

  @Test
  void aPersonSignsWithAKeyThatStaysWithHer() {
    try (Console trusting = ConsoleBroker.trusting()) {
      JsonNode taken = ok(trusting, "takeBaseline", "/v1/baselines", from(2, ""));
      assertEquals("refused", taken.path(0).path("state").asText());
      JsonNode given =
          Asked.get(trusting, "/v1/baselines/signing?group=web-prod&query=crontab&key=anna").json();
      assertEquals("409 conflict", signing(trusting, given, "d", TestKeys.MALLORY_PEM).problem());
      String digest = given.path("digest").asText();
      Asked mallory = signing(trusting, given, digest, TestKeys.MALLORY_PEM);
      assertEquals("409 conflict", mallory.problem());
      assertTrue(mallory.answer().body().contains("does not fit"), mallory.answer().body());
      JsonNode signed =
          ok(
              trusting,
              "signBaselines",
              "/v1/baselines/sign",
              signing(trusting, given, digest, TestKeys.ANNA_PEM).body());
      // Other tests may have withdrawn some without a signature, and that is signed then.
      assertTrue(
          Set.of("in force", "withdrawn").containsAll(signed.findValuesAsText("state")),
          signed::toString);
      assertEquals("anna", signed.at("/0/signed_by/0").asText());
    }
    JsonNode given =
        Asked.get(console, "/v1/baselines/signing?group=web-prod&query=crontab&key=anna").json();
    Asked needless = signing(console, given, given.path("digest").asText(), TestKeys.ANNA_PEM);
    assertTrue(needless.answer().body().contains("no signatures are asked for here"));
    assertEquals("400 bad-request", signing(console, given, "", TestKeys.ANNA_PEM).problem());
    assertEquals(
        "400 bad-request",
        Asked.post(console, "/v1/baselines/sign", needless.body().replace("==", "=!")).problem());
  }

  private static Asked signing(Console of, JsonNode given, String digest, String pem) {
    return Asked.post(
        of,
        "/v1/baselines/sign",
        of(
            "\"query\":\"crontab\",\"digest\":\"%s\",\"key\":\"anna\",\"at\":\"%s\",\"signatures\":[%s]"
                .formatted(
                    digest,
                    given.path("at").asText(),
                    given.path("items").findValuesAsText("text").stream()
                        .map(text -> '"' + signature(text, pem) + '"')
                        .collect(Collectors.joining(",")))));
  }

  static String signature(String text, String pem) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
      ed25519.initSign(
          KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(der)));
      ed25519.update(Base64.getDecoder().decode(text));
      return Base64.getEncoder().encodeToString(ed25519.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
