package io.diffy.acceptance.lab;

import io.diffy.agent.collect.CollectionRound;
import io.diffy.agent.collect.LocalHost;
import io.diffy.agent.collect.OwnProcess;
import io.diffy.agent.tables.BuiltInSource;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.packfile.ShippedPacks;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** The agent of one host of the lab: asks the shipped packs once and writes the answers. */
public final class LabHost {
  private static final ObservationCodec CODEC = new ObservationCodec();

  private LabHost() {}

  /** The file that takes an observation a line, and the time that it is. */
  public static void main(String[] arguments) throws IOException {
    Path root = Path.of("/");
    String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    Instance host = LocalHost.identify(Instance.named(GroupKey.parse("lab"), name), root);
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(Path.of(arguments[0])))) {
      new CollectionRound(
              new BuiltInSource(root),
              host,
              OwnProcess.current(),
              Clock.fixed(Instant.parse(arguments[1]), ZoneOffset.UTC))
          .run(
              ShippedPacks.all(),
              "",
              answer -> {
                try {
                  out.write(CODEC.encode(answer));
                  out.write('\n');
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              },
              asking -> {});
    }
  }
}
