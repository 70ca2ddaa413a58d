package io.diffy.cli.command;

import io.diffy.gate.GateVerdict;
import io.diffy.gate.JunitReport;
import io.diffy.gate.SarifReport;
import io.diffy.schemas.Finding;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.service.CommandFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The files that a pipeline reads a gate's verdicts from. */
final class ReportOptions {
  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Write JUnit XML there: a test suite per group, a test case per query.")
  private Path junit;

  @Option(names = "--sarif", paramLabel = "FILE", description = "Write SARIF 2.1.0 there.")
  private Path sarif;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description =
          "Write every deviation there, one JSON object per line: for diffy explain --input and"
              + " diffy accept --finding.")
  private Path findings;

  void write(List<GateVerdict> verdicts) {
    write(findings, out -> lines(verdicts, out));
    write(junit, out -> JunitReport.write(verdicts, out));
    write(sarif, out -> SarifReport.write(verdicts, out));
  }

  private static void lines(List<GateVerdict> verdicts, OutputStream out) throws IOException {
    FindingCodec codec = new FindingCodec();
    for (GateVerdict verdict : verdicts) {
      for (Finding finding : verdict.findings()) {
        out.write(codec.encode(finding));
        out.write('\n');
      }
    }
  }

  private interface Report {
    void write(OutputStream out) throws IOException;
  }

  private static void write(Path file, Report report) {
    if (file == null) {
      return;
    }
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      try (OutputStream out = Files.newOutputStream(file)) {
        report.write(out);
      }
    } catch (IOException e) {
      throw new CommandFailure("can't write " + file + ": " + e, e);
    }
  }
}
