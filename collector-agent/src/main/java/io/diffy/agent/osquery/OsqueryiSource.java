package io.diffy.agent.osquery;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.diffy.agent.collect.QueryAnswer;
import io.diffy.agent.collect.RowSource;
import io.diffy.agent.process.BoundedProcess;
import io.diffy.agent.process.BoundedProcess.End;
import io.diffy.agent.process.BoundedProcess.Result;
import io.diffy.schemas.pack.PackQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers queries by running {@code osqueryi --json SQL}, one process per query, without a shell.
 */
public final class OsqueryiSource implements RowSource {
  private static final Logger LOG = LoggerFactory.getLogger(OsqueryiSource.class);
  private static final String PROGRAM = "osqueryi";
  private static final Duration VERSION_TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_VERSION_BYTES = 4096;
  private static final Pattern VERSION = Pattern.compile("\\d{1,4}(?:\\.\\d{1,4}){1,3}");

  private final Path program;
  private final String version;
  private final Options options;

  private OsqueryiSource(Path program, String version, Options options) {
    this.program = program;
    this.version = version;
    this.options = options;
  }

  /**
   * Finds osqueryi: at the configured path, else in the folders of the PATH variable.
   *
   * @return empty when there is none on the PATH and no path is configured
   * @throws IOException when a configured osqueryi is not there or does not start
   */
  public static Optional<OsqueryiSource> find(
      Optional<Path> configured, String pathVariable, Options options) throws IOException {
    if (configured.isPresent() && !Files.isExecutable(configured.get())) {
      throw new IOException(
          configured.get()
              + " is not a program that can be run; correct the path of osqueryi or leave it out");
    }
    Optional<Path> program = configured.or(() -> onPath(pathVariable));
    return program.isEmpty()
        ? Optional.empty()
        : Optional.of(new OsqueryiSource(program.get(), versionOf(program.get()), options));
  }

  @Override
  public String describe() {
    return "osqueryi %s at %s".formatted(version, program);
  }

  @Override
  public QueryAnswer ask(PackQuery query) {
    // osqueryi takes a leading dash for an option and a leading dot for a command of its shell.
    if (query.sql().startsWith("-") || query.sql().startsWith(".")) {
      return QueryAnswer.failed(
          "the SQL starts with '" + query.sql().charAt(0) + "'; start with SELECT");
    }
    try {
      return answer(
          query,
          new BoundedProcess(options.timeout(), options.maxOutputBytes())
              .run(new ProcessBuilder(program.toString(), "--json", query.sql())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return QueryAnswer.failed("interrupted while osqueryi ran; it was stopped");
    } catch (IOException e) {
      return QueryAnswer.failed("osqueryi could not be run: " + Printable.of(e.getMessage()));
    }
  }

  private QueryAnswer answer(PackQuery query, Result result) {
    String said = Printable.of(result.errors());
    if (result.end() == End.OUT_OF_TIME || (result.end() == End.BY_ITSELF && !result.whole())) {
      return QueryAnswer.failed(
          "osqueryi took longer than %d s and was stopped%s"
              .formatted(options.timeout().toSeconds(), behind(said)));
    }
    if (result.end() == End.TOO_MUCH_OUTPUT) {
      // One user's long lines must not hide what came before them.
      return QueryAnswer.truncated(
          "osqueryi printed more than %d bytes and was stopped; ask for fewer rows or columns"
              .formatted(options.maxOutputBytes()),
          OsqueryRows.begun(result.text()));
    }
    if (result.exit() != 0) {
      // On an SQL error osqueryi still prints an empty array.
      return QueryAnswer.failed("osqueryi ended with exit code " + result.exit() + behind(said));
    }
    return parse(query, result.text(), said);
  }

  private static QueryAnswer parse(PackQuery query, String output, String said) {
    List<Map<String, String>> rows;
    try {
      rows = OsqueryRows.parse(output, Integer.MAX_VALUE);
    } catch (JsonProcessingException e) {
      return QueryAnswer.failed(
          "osqueryi printed no JSON array of rows: "
              + Printable.of(e.getOriginalMessage())
              + behind(said));
    }
    if (!said.isEmpty() && rows.isEmpty()) {
      return QueryAnswer.truncated("osqueryi printed no rows but complained" + behind(said), rows);
    }
    if (!said.isEmpty()) {
      LOG.warn("query {}: osqueryi answered and said: {}", query.name(), said);
    }
    return QueryAnswer.ok(rows);
  }

  private static String behind(String said) {
    return said.isEmpty() ? "" : ": " + said;
  }

  /** The first osqueryi in the folders of a PATH variable. */
  public static Optional<Path> onPath(String pathVariable) {
    for (String folder : pathVariable.split(":", -1)) {
      if (folder.startsWith("/")) {
        Path candidate = Path.of(folder, PROGRAM);
        if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
          return Optional.of(candidate);
        }
      }
    }
    return Optional.empty();
  }

  private static String versionOf(Path program) throws IOException {
    try {
      Result result =
          new BoundedProcess(VERSION_TIMEOUT, MAX_VERSION_BYTES)
              .run(new ProcessBuilder(program.toString(), "--version"));
      Matcher version = VERSION.matcher(result.text());
      return version.find() ? version.group() : "of unknown version";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking " + program + " for its version", e);
    }
  }

  /**
   * Bounds of one run.
   *
   * @param timeout after which osqueryi and its children are killed
   * @param maxOutputBytes of standard output; more of it makes the answer {@code truncated}
   */
  public record Options(Duration timeout, int maxOutputBytes) {
    /**
     * 60 s, 32 MiB or a sixteenth of the memory: as text and as rows it takes several times that.
     */
    public static final Options DEFAULT =
        new Options(
            Duration.ofSeconds(60),
            (int) Math.min(32L << 20, Runtime.getRuntime().maxMemory() / 16));

    public Options {
      if (timeout.toMillis() < 1 || maxOutputBytes < 1) {
        throw new IllegalArgumentException(
            "a query needs time and room, not %s and %d bytes".formatted(timeout, maxOutputBytes));
      }
    }
  }
}
