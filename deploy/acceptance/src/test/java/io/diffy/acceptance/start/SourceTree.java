package io.diffy.acceptance.start;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * A tree as the launcher finds it, with the launcher itself, but with a build that only copies a
 * jar and a program that only says what Java it runs in.
 */
final class SourceTree {
  private static final Path LAUNCHER = Path.of("..", "..", "diffy").toAbsolutePath().normalize();
  private static final String ARCHIVE = "-XX:SharedArchiveFile=";

  private static final String PROGRAM =
      """
      package io.diffy.cli;
      public final class Diffy {
        public static void main(String[] arguments) {
          java.lang.management.ManagementFactory.getRuntimeMXBean()
              .getInputArguments().forEach(System.out::println);
          System.out.println("ran " + String.join(" ", arguments));
        }
      }
      """;

  private static final String REHEARSAL =
      """
      package io.diffy.cli;
      final class Rehearsal {
        public static void main(String[] arguments) {
          System.exit(%d);
        }
      }
      """;

  private static final String BUILD =
      """
      #!/bin/sh
      echo "$@" >>builds
      mkdir -p deploy/cli/target
      cp built.jar deploy/cli/target/diffy.jar
      """;

  private final Path root;

  private SourceTree(Path root) {
    this.root = root;
  }

  /**
   * A tree that was never built.
   *
   * @param rehearsed with what exit code its rehearsal ends
   */
  static SourceTree in(Path root, int rehearsed) throws IOException {
    Path launcher = Files.copy(LAUNCHER, root.resolve("diffy"));
    Path build = Files.writeString(root.resolve("mvnw"), BUILD, UTF_8);
    Files.createDirectories(root.resolve("deploy/cli/src/main"));
    Files.writeString(root.resolve("pom.xml"), "  <version>1</version>\n", UTF_8);
    jar(root, REHEARSAL.formatted(rehearsed));
    if (!launcher.toFile().setExecutable(true) || !build.toFile().setExecutable(true)) {
      throw new IOException("can't make a file executable in " + root);
    }
    return new SourceTree(root);
  }

  /** What a release of it looks like: the launcher in bin, the jar beside bin, no source. */
  static SourceTree released(Path root) throws IOException {
    SourceTree tree = in(Files.createDirectories(root.resolve("tree")), 0);
    Path bin = Files.createDirectories(root.resolve("release/bin"));
    Files.copy(tree.root.resolve("diffy"), bin.resolve("diffy"), COPY_ATTRIBUTES);
    Files.copy(tree.root.resolve("built.jar"), root.resolve("release/diffy.jar"));
    return new SourceTree(bin);
  }

  /** How the launcher ended, what it said on standard output line by line, and what beside it. */
  record Run(int exitCode, List<String> out, String err) {
    boolean usedClasses() {
      return out.stream().anyMatch(line -> line.startsWith(ARCHIVE));
    }

    List<String> said() {
      return out.stream().filter(line -> !line.startsWith("-")).toList();
    }
  }

  Run run(String... command) throws Exception {
    return start("", command).await();
  }

  Run runWith(String javaOptions, String... command) throws Exception {
    return start(javaOptions, command).await();
  }

  Started start(String javaOptions, String... command) throws IOException {
    List<String> line = new ArrayList<>(List.of(root.resolve("diffy").toString()));
    line.addAll(Arrays.asList(command));
    Path out = Files.createTempFile(root, "out", "");
    Path err = Files.createTempFile(root, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "MAVEN_OPTS"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("DIFFY_JAVA_OPTS", javaOptions);
    return new Started(builder.start(), out, err);
  }

  /** One that runs; it writes to files, which no reader holds up. */
  record Started(Process process, Path out, Path err) {
    Run await() throws Exception {
      if (!process.waitFor(90, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the launcher still runs: " + Files.readString(err, UTF_8));
      }
      return new Run(
          process.exitValue(), Files.readAllLines(out, UTF_8), Files.readString(err, UTF_8));
    }
  }

  /** One line for each build: what Maven was told. */
  List<String> builds() throws IOException {
    return Files.readAllLines(root.resolve("builds"), UTF_8);
  }

  Path kept() {
    return root.resolve("deploy/cli/target/class-data");
  }

  /** The one archive of class data. */
  Path archive() throws IOException {
    try (Stream<Path> files = Files.list(kept())) {
      return files.filter(file -> file.toString().endsWith(".jsa")).findFirst().orElseThrow();
    }
  }

  private static void jar(Path root, String rehearsal) throws IOException {
    Path sources = Files.createDirectories(root.resolve("program/io/diffy/cli"));
    Files.writeString(sources.resolve("Diffy.java"), PROGRAM, UTF_8);
    Files.writeString(sources.resolve("Rehearsal.java"), rehearsal, UTF_8);
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                sources.resolve("Diffy.java").toString(),
                sources.resolve("Rehearsal.java").toString());
    if (failed != 0) {
      throw new IOException("the program of the test does not compile");
    }
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "io.diffy.cli.Diffy");
    try (OutputStream file = Files.newOutputStream(root.resolve("built.jar"));
        JarOutputStream jar = new JarOutputStream(file, manifest)) {
      for (String name : List.of("Diffy.class", "Rehearsal.class")) {
        jar.putNextEntry(new JarEntry("io/diffy/cli/" + name));
        Files.copy(sources.resolve(name), jar);
      }
    }
  }
}
