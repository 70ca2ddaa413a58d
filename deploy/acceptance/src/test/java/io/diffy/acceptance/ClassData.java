package io.diffy.acceptance;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Java keeps of Diffy's classes, made once per build by the launcher's own rehearsal: each
 * process of a test starts from there, as the user's do.
 */
public final class ClassData {
  private static final Path FOLDER = Path.of("target", "class-data").toAbsolutePath();
  private static final Path ARCHIVE = FOLDER.resolve(Runtime.version() + ".jsa");

  /** Java keeps classes of jars only. */
  private static final Map<Boolean, List<String>> CLASS_PATH =
      Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
          .collect(Collectors.partitioningBy(place -> place.endsWith(".jar")));

  private static boolean tried;

  private ClassData() {}

  /** How a Java of the test's version is started with quick starts, and on its class path. */
  public static synchronized List<String> java() throws IOException {
    if (!tried && !isFresh() && CLASS_PATH.get(true).stream().anyMatch(ClassData::isProgram)) {
      make();
    }
    List<String> command = quick();
    if (isFresh()) {
      command.addAll(List.of("-XX:SharedArchiveFile=" + ARCHIVE, "-Xlog:disable"));
    }
    command.add("-cp");
    command.add(
        Stream.concat(CLASS_PATH.get(true).stream(), CLASS_PATH.get(false).stream())
            .collect(Collectors.joining(File.pathSeparator)));
    return command;
  }

  /** One test class makes it; those beside it do not wait. */
  private static void make() throws IOException {
    Files.createDirectories(FOLDER);
    try (FileChannel channel =
            FileChannel.open(
                FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null || isFresh()) {
        return;
      }
      tried = true;
      Path made = FOLDER.resolve("made.jsa");
      List<String> command = quick();
      command.addAll(List.of("-XX:ArchiveClassesAtExit=" + made, "-Xlog:disable", "-cp"));
      command.add(String.join(File.pathSeparator, CLASS_PATH.get(true)));
      command.add("io.diffy.cli.Rehearsal");
      Process rehearsal =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(FOLDER.resolve("rehearsal.txt").toFile())
              .start();
      if (rehearsal.onExit().join().exitValue() == 0) {
        Files.move(made, ARCHIVE, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static List<String> quick() {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC"));
  }

  /** In an IDE the program is a folder of classes. */
  private static boolean isProgram(String jar) {
    return Path.of(jar).getFileName().toString().startsWith("diffy");
  }

  /** Java itself refuses one of other jars, but says nothing. */
  private static boolean isFresh() {
    long made = ARCHIVE.toFile().lastModified();
    return made > 0
        && CLASS_PATH.get(true).stream().allMatch(jar -> new File(jar).lastModified() <= made);
  }
}
