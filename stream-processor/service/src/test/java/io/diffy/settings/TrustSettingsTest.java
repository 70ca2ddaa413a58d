package io.diffy.settings;

import static io.diffy.schemas.trust.TestKeys.ANNA_AND_BEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.trust.TestKeys;
import io.diffy.schemas.trust.TrustPolicy;
import io.diffy.settings.judging.TrustSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is half said must never end in trusting everybody. */
final class TrustSettingsTest {
  @TempDir private Path folder;

  @Test
  void whereNothingIsSaidEverybodyIsTrusted() throws Exception {
    assertFalse(trust("").required());
  }

  @Test
  void oneSignatureIsEnoughUnlessMoreAreAskedFor() throws Exception {
    Path keys = keys(ANNA_AND_BEN);

    assertEquals(1, trust("trust.keys=" + keys).needed());
    assertEquals(2, trust("trust.keys=" + keys + "\ntrust.signatures=2").needed());
  }

  @Test
  void aMissingFileIsNamed() {
    assertRefused("nowhere.keys: there is no such file", "trust.keys=nowhere.keys");
    assertRefused("it names no file", "trust.keys=\ntrust.signatures=1");
  }

  @Test
  void signaturesWithoutKeysAreHalfSaid() {
    assertRefused("trust.signatures needs trust.keys", "trust.signatures=2");
  }

  @Test
  void aMistypedKeyIsNotPassedOver() {
    assertRefused("\"trust.key\" is unknown", "trust.key=/etc/diffy/trusted.keys");
  }

  @Test
  void thatManySignaturesMustBePossible() throws Exception {
    Path keys = keys(ANNA_AND_BEN);

    assertRefused(
        "3 signatures are required of 2 keys", "trust.keys=" + keys + "\ntrust.signatures=3");
    assertRefused(
        "0 signatures are required of 2 keys", "trust.keys=" + keys + "\ntrust.signatures=0");
    assertRefused("\"two\" is no number", "trust.keys=" + keys + "\ntrust.signatures=two");
    assertRefused("1 signatures are required of 0 keys", "trust.keys=" + keys(List.of("# later")));
  }

  @Test
  void aLineThatIsNoKeyIsNamed() throws Exception {
    assertRefused("line 1: no public key of Ed25519 in base64", listOf("anna not-base64!"));
    assertRefused("line 1: no public key of Ed25519 in base64", listOf("anna AAAA"));
    assertRefused("line 1: a name and a public key in base64 are required", listOf("anna"));
  }

  @Test
  void oneKeyIsOnePerson() throws Exception {
    List<String> lines = new ArrayList<>(ANNA_AND_BEN);
    lines.add(ANNA_AND_BEN.get(2).replace("anna", "anna-at-home"));

    assertRefused("line 5: the key of anna-at-home", "trust.keys=" + keys(lines));
    assertRefused(
        "line 2: the key of anna stands there", listOf(ANNA_AND_BEN.get(2), ANNA_AND_BEN.get(2)));
  }

  @Test
  void aPrivateKeyInItsPlaceIsNotShown() throws Exception {
    Path pem = Files.writeString(folder.resolve("anna.pem"), TestKeys.ANNA_PEM);

    String why = assertRefused("line 1: ", "trust.keys=" + pem);

    assertFalse(why.contains("MC4CAQ"), why);
  }

  @Test
  void whatIsNoTextIsSaid() throws Exception {
    Path bytes = folder.resolve("image.png");
    Files.write(bytes, "\u00ff\u00fe".getBytes(StandardCharsets.ISO_8859_1));

    assertRefused("it is no text", "trust.keys=" + bytes);
  }

  private String listOf(String... lines) throws IOException {
    return "trust.keys=" + keys(List.of(lines));
  }

  private String assertRefused(String why, String config) {
    String message = assertThrows(SettingsError.class, () -> trust(config)).getMessage();
    assertTrue(message.contains(why), message);
    return message;
  }

  private TrustPolicy trust(String config) throws IOException {
    Path file = Files.writeString(folder.resolve("diffy.properties"), config);
    return TrustSettings.of(Settings.read(Map.of(), Optional.of(file)));
  }

  private Path keys(List<String> lines) throws IOException {
    return Files.write(folder.resolve("trusted.keys"), lines);
  }
}
