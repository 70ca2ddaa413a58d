package io.diffy.osquerylog;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.diffy.agent.osquery.OsqueryRows;
import io.diffy.agent.osquery.Printable;
import io.diffy.schemas.fuzz.FuzzTarget;
import io.diffy.schemas.fuzz.Fuzzed;
import io.diffy.schemas.packfile.TriagePack;
import java.util.List;
import java.util.stream.Stream;

/** Whatever stands in a log or comes out of osqueryi, it is read or refused with a reason. */
class HostileOsqueryTest implements Fuzzed {
  private static final List<byte[]> LINES =
      List.of(
          line(
              """
              {"snapshot":[{"port":"22","name":"sshd"}],"action":"snapshot",\
              "name":"pack_linux-triage_listening_ports","hostIdentifier":"web-1",\
              "unixTime":1707769000,"epoch":0,"counter":0,"numerics":false}"""),
          line(
              """
              {"name":"pack/linux-triage/crontab","hostIdentifier":"web-1","unixTime":1707769001,\
              "epoch":0,"counter":1,"decorations":{"asg":"web"},"columns":{"command":"sh"},"action":"added"}"""),
          line(
              """
              {"diffResults":{"added":[{"command":"sh"}],"removed":[]},"name":"crontab",\
              "hostIdentifier":"web-1","unixTime":1707769002,"epoch":1,"counter":2}"""));

  @Override
  public Stream<FuzzTarget> targets() {
    return Stream.of(logs(), rows());
  }

  private static FuzzTarget logs() {
    return new FuzzTarget(
        "osqueryd-log",
        LINES,
        input -> {
          StringBuilder outcome = new StringBuilder();
          OsquerydLog log =
              new OsquerydLog(
                  HostNames.byDecorations("web"),
                  List.of(TriagePack.load()),
                  read -> outcome.append("read ").append(read.coverage()),
                  bad -> outcome.append(bad.reason()));
          boolean meant = !LogShape.of(input).isEmpty();
          log.line("osqueryd.log", 1, new String(input, UTF_8));
          log.flush();
          return outcome.append(meant).toString();
        });
  }

  private static FuzzTarget rows() {
    return new FuzzTarget(
        "osqueryi-output",
        List.of(
            line("[]"),
            line("[\n{\"port\":\"22\",\"name\":\"sshd\"},\n{\"port\":22,\"name\":null}\n]")),
        input -> {
          try {
            return "rows " + OsqueryRows.parse(new String(input, UTF_8), 1_000).isEmpty();
          } catch (JsonProcessingException e) {
            return Printable.of(e.getOriginalMessage());
          }
        });
  }

  private static byte[] line(String text) {
    return text.getBytes(UTF_8);
  }
}
