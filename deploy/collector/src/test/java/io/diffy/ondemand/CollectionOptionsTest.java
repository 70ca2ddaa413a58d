package io.diffy.ondemand;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.GroupKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Advice that is obeyed asks the group that it is about, in the way that it was asked. */
class CollectionOptionsTest {
  private static final GroupKey WEB = GroupKey.parse("123456789012:us-east-1:web");

  @Command(name = "ask")
  private static final class Ask {
    @Mixin private CollectionOptions collection;
  }

  @ParameterizedTest
  @CsvSource({
    "--target-plugin=auto-scaling, 123456789012:us-east-1:web --target-plugin auto-scaling",
    "--target-plugin=ec2-tag --collection-plugin=command, 123456789012:us-east-1:web"
        + " --target-plugin ec2-tag --collection-plugin command",
    "--collection-plugin=osquery-tls, 123456789012:us-east-1:web --collection-plugin osquery-tls",
    "'', 123456789012:us-east-1:web"
  })
  void theFullNameIsSaidAndHowTheGroupIsAsked(String given, String again) {
    assertEquals(again, options(given).again(WEB));
  }

  @Test
  void aNameThatAShellWouldReadIsQuoted() {
    assertEquals("'my group'", options("").again(GroupKey.parse("my group")));
  }

  private static CollectionOptions options(String given) {
    Ask ask = new Ask();
    new CommandLine(ask).parseArgs(given.isEmpty() ? new String[0] : given.split(" ", -1));
    return ask.collection;
  }
}
