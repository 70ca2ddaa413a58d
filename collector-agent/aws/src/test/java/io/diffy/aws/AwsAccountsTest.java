package io.diffy.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwsAccountsTest {
  @TempDir Path folder;

  @Test
  void everyAccountIsReadWithItsRoleRegionsAndPolicy() throws IOException {
    AwsAccounts accounts = accounts(TestSessions.accountsFile(folder));

    AwsPlace prod = accounts.place("prod", "eu-west-1");
    assertEquals(
        new AwsAccount(
            "123456789012",
            "prod",
            "arn:aws:iam::123456789012:role/diffy-collector",
            TestSessions.EXTERNAL_ID,
            List.of("us-east-1", "eu-west-1"),
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                + "\"Action\":\"autoscaling:Describe*\",\"Resource\":\"*\"}]}"),
        prod.account());
    assertEquals("account 123456789012, region eu-west-1", prod.toString());
    assertEquals(3, accounts.all().size());
  }

  @Test
  void theOnlyRegionOfAnAccountIsTakenElseTheDefaultOne() throws IOException {
    AwsAccounts accounts =
        AwsAccounts.of(
            context(
                "aws.accounts", TestSessions.accountsFile(folder), "aws.region", "eu-central-1"));

    assertEquals("us-east-1", accounts.place("210987654321", "").region());
    assertEquals("eu-central-1", accounts.place("prod", "").region());
  }

  @Test
  void withoutAFileThereIsTheOwnAccount() {
    AwsAccounts accounts = AwsAccounts.of(context("aws.region", "us-east-1"));

    assertEquals(new AwsPlace(AwsAccount.OWN, "us-east-1"), accounts.place("", ""));
    assertEquals(List.of(new AwsPlace(AwsAccount.OWN, "us-east-1")), accounts.all());
  }

  @Test
  void whichAccountMustBeSaidWhenThereAreSeveral() throws IOException {
    String file = TestSessions.accountsFile(folder);
    String there = "; there are AwsAccount[123456789012 prod], AwsAccount[210987654321 dev]";

    assertEquals(
        file + ": say which account" + there, failure(() -> accounts(file).place("", "us-east-1")));
    assertEquals(
        file + ": no account stage" + there, failure(() -> accounts(file).place("stage", "")));
    assertEquals(
        file + ": AwsAccount[210987654321 dev] has no region eu-west-1, but [us-east-1]",
        failure(() -> accounts(file).place("dev", "eu-west-1")));
  }

  @Test
  void anExternalIdIsNeverPrinted() throws IOException {
    assertFalse(
        accounts(TestSessions.accountsFile(folder))
            .all()
            .get(0)
            .account()
            .toString()
            .contains(TestSessions.EXTERNAL_ID));
  }

  /** For readability {@code '} stands for {@code "} and {@code ~} for the end of a line. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{                                        |:1: not JSON",
        "{'accounts': []}                         |:1: \"accounts\" must list one account at least",
        "{'accounts': [~{'name': 'x'}]}          |:2: accounts[0]: \"id\" is missing",
        "{'accounts': [~~{'id': 123456789012}]} |:3: accounts[0].id: must be a text in double quotes",
        "{'accounts': [{'id': '12'}]}             |:1: accounts[0].id: must be twelve digits in double quotes, not \"12\"",
        "{'accounts': [{'id': '123456789012',~'region': 'x'}]}|:2: accounts[0].region: unknown; did you mean regions?; known are id, name, role, external-id, regions, session-policy",
        "{'accounts': [{'id': '123456789012',~'regions': ['us-east-1',~'moon']}]}|:3: accounts[0].regions[1]: must be a region such as us-east-1, not \"moon\"",
        "{'accounts': [{'id': '123456789012',~'role': 'arn:aws:iam::210987654321:role/r'}]}|:2: accounts[0].role: belongs to another account than 123456789012",
        "{'accounts': [{'id': '123456789012',~'external-id': 'abc'}]}|:2: accounts[0].external-id: needs \"role\" beside it",
        "{'accounts': [{'id': '123456789012', 'role': 'arn:aws:iam::123456789012:role/r',~'external-id': 'a b'}]}|:2: accounts[0].external-id: 2 to 1224 letters, digits and + = , . @ : / -",
        "{'accounts': [{'id': '123456789012'},~{'id': '123456789012'}]}|:2: accounts[1]: another account has this id or name",
        "{'accounts': [{'id': '123456789012',~'id': '123456789012'}]}|:2: accounts[0].id: stands there twice",
      })
  void errorsNameFileLineAndKey(String text, String message) throws IOException {
    Path file = folder.resolve("accounts.json");
    Files.writeString(file, text.replace('\'', '"').replace('~', '\n'));

    String said = failure(() -> accounts(file.toString()));

    assertEquals(
        file + message, said.substring(0, Math.min(said.length(), (file + message).length())));
  }

  private static String failure(Runnable call) {
    return assertThrows(PluginFailure.class, call::run).getMessage();
  }

  private static AwsAccounts accounts(String file) {
    return AwsAccounts.of(context("aws.accounts", file, "aws.region", "us-east-1"));
  }

  private static PluginContext context(String... settings) {
    return TestPlugins.context(Map.of(), settings);
  }
}
