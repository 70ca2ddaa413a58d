package io.diffy.cli;

import org.apache.kafka.common.utils.AppInfoParser;
import picocli.CommandLine.IVersionProvider;

/** What the jar's manifest says, and what runs it. */
final class CliVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Diffy.class.getPackage().getImplementationVersion();
    return new String[] {
      "diffy " + (version == null ? "(unpackaged)" : version),
      "Java " + System.getProperty("java.version") + ", Kafka " + AppInfoParser.getVersion()
    };
  }
}
