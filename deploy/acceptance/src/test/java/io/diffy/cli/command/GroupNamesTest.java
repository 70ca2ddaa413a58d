package io.diffy.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** How every command reads the name of a group, and what is wrong usage. */
final class GroupNamesTest extends TypedAtFindings {
  @Test
  void aGroupThatIsNotThereIsAFailureThatNamesTheNearest() {
    for (String[] command :
        new String[][] {
          {"findings", "--group", "web-prd"},
          {"hosts", "web-prd"},
          {"learnt", "web-prd"},
          {"baselines", "list", "web-prd"},
          {"baselines", "withdraw", "web-prd", "--reason", "x"},
          {"accept", "--list", "web-prd"},
          {"accept", "--group", "web-prd", "--reason", "x", "--yes"},
          {"triage", "--group", "web-prd", "--state", "investigating", "--yes"},
          {"audit", "--group", "web-prd"}
        }) {
      out.reset();
      err.reset();
      assertEquals(ExitCode.FAILURE, diffy(command), () -> String.join(" ", command) + text(out));
      assertTrue(text(err).contains("there is no group \"web-prd\""), text(err));
      assertTrue(text(err).contains("did you mean web-prod"), text(err));
      assertEquals("", text(out));
    }
  }

  @Test
  void aPlainNameThatFitsOneGroupIsThatGroup() {
    assertEquals(ExitCode.FINDINGS, diffy("findings", "--group", "api"));
    assertTrue(text(err).contains("api is the group 123456789012:us-east-1:api"), text(err));
    assertTrue(text(out).contains("i-d"), text(out));
    assertFalse(text(out).contains("i-a"), text(out));
    assertEquals(ExitCode.FINDINGS, diffy("hosts", "api"));
    assertEquals(ExitCode.FINDINGS, diffy("hosts", "us-east-1:api"));
  }

  @Test
  void aPlainNameThatFitsSeveralGroupsNamesThem() {
    assertEquals(ExitCode.FAILURE, diffy("findings", "--group", "db"));
    assertTrue(
        text(err).contains("2 groups; say which: 1:us-east-1:db, 2:us-east-1:db"), text(err));
  }

  @Test
  void theTopicIsSearchedForARow() {
    assertEquals(ExitCode.FINDINGS, diffy("search", "--row", "path=/tmp/*"));
    assertTrue(text(out).contains("i-a"), text(out));
    assertFalse(text(out).contains("i-b"), text(out));
    assertTrue(text(out).contains("2 answers of 2 hosts were searched"), text(out));
    assertEquals(ExitCode.NOTHING_FOUND, diffy("search", "--row", "path=/tmp/y"));
    assertEquals(ExitCode.FAILURE, diffy("search", "--row", "path=/tmp/x", "--group", "db"));
  }

  @Test
  void aTopicPrefixThatIsNoPartOfATopicsNameIsWrongUsage() {
    assertEquals(
        ExitCode.USAGE, run(Map.of(), "topics", "--print", "sh", "--topic-prefix", "acme # x"));
    assertTrue(text(err).contains("\"acme # x\" can't begin a topic's name"), text(err));
  }

  @Test
  void wrongUsageIsTwo() {
    assertEquals(ExitCode.USAGE, diffy("accept", "33333333"));
    assertEquals(ExitCode.USAGE, diffy("accept", "33333333", "--reason", "x", "--expires", "soon"));
    assertEquals(ExitCode.USAGE, diffy("accept", "--reason", "x"));
    assertEquals(ExitCode.USAGE, diffy("accept", "33333333", "--list", "--reason", "x"));
    assertEquals(
        ExitCode.USAGE, diffy("accept", "33333333", "--reason", "x", "--from", "2026-11-20"));
    assertEquals(
        ExitCode.USAGE,
        diffy("accept", "33333333", "--reason", "x", "--instance", "i-b", "--scope", "group"));
    assertEquals(ExitCode.USAGE, diffy("findings", "--format", "xml"));
    assertEquals(ExitCode.USAGE, run(Map.of()));
    assertEquals(ExitCode.USAGE, run(Map.of(), "findings", "--config", "/no/such/file"));
  }
}
