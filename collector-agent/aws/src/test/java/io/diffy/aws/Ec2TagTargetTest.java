package io.diffy.aws;

import static io.diffy.aws.scripted.ScriptedFleet.ACCOUNT;
import static io.diffy.aws.scripted.ScriptedFleet.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diffy.aws.scripted.ScriptedAws;
import io.diffy.aws.scripted.ScriptedFleet;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.Target;
import io.diffy.plugin.TargetPlugin.Query;
import io.diffy.schemas.GroupKey;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Ec2TagTargetTest {
  private ScriptedAws aws;
  private ScriptedFleet fleet;

  @BeforeEach
  void start() throws IOException {
    aws = ScriptedAws.start();
    fleet = ScriptedFleet.on(aws, 2);
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  @Test
  void allPagesOfTheTaggedInstancesAreFoundAndNoOthers() {
    for (String id : List.of("i-0a", "i-0b", "i-0c", "i-0d", "i-0e")) {
      fleet.put(instance(id, "running", Map.of("role", id.equals("i-0c") ? "db" : "web")));
    }

    List<Target> targets = find("role=web");

    assertEquals(
        List.of("i-0a", "i-0b", "i-0d", "i-0e"),
        targets.stream().map(target -> target.instance().instanceId()).toList());
    assertEquals(2, aws.calls("ec2", "DescribeInstances").size());
    assertEquals(new GroupKey(ACCOUNT, "us-east-1", "role=web"), targets.get(0).instance().group());
  }

  @Test
  void theLaunchTemplatesVersionIsReadFromItsTag() {
    fleet.put(
        instance("i-0a", "running", Map.of("role", "web", "aws:ec2launchtemplate:version", "9")));

    assertEquals("9", find("role=web").get(0).instance().launchVersion());
  }

  @Test
  void anInstanceThatDoesNotRunIsNamedWithItsState() {
    fleet.put(instance("i-0a", "terminated", Map.of("role", "web")));

    assertEquals("terminated: is no more", find("role=web").get(0).skipped());
  }

  @Test
  void starsAndQuestionMarksAreNoWildCards() {
    fleet.put(instance("i-0a", "running", Map.of("role", "web")));
    fleet.put(instance("i-0b", "running", Map.of("role", "*\\?")));

    assertEquals("i-0b", find("role=*\\?").get(0).instance().instanceId());
    assertEquals(
        "\\*\\\\\\?", aws.calls("ec2", "DescribeInstances").get(0).param("Filter.1.Value.1"));
  }

  @Test
  void aValueMayHoldAnything() {
    fleet.put(instance("i-0a", "running", Map.of("a=b", "x")));
    fleet.put(instance("i-0b", "running", Map.of("a", "b='$(id)'\n")));

    assertEquals("i-0b", find("a=b='$(id)'\n").get(0).instance().instanceId());
  }

  @Test
  void noInstanceIsAnErrorAndSoIsNoTag() {
    assertEquals(
        "no instance has the tag role=web in the own account, region us-east-1",
        assertThrows(PluginFailure.class, () -> find("role=web")).getMessage());
    assertEquals(
        "which tag? Give tag=value, not \"web\"",
        assertThrows(PluginFailure.class, () -> find("web")).getMessage());
  }

  private List<Target> find(String key) {
    return new Ec2TagTarget().find(new Query(key, "", ""), TestPlugins.context(aws));
  }
}
