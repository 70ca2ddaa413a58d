package io.diffy.schemas.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Lists the parsers of test classes and writes their good inputs, for {@code deploy/fuzz/run}. */
public final class FuzzList {
  private FuzzList() {}

  /**
   * Prints {@code <target> <class>}, a line each, and writes {@code
   * <folder>/<target>/corpus/good-<n>}.
   *
   * @param args a folder, and the names of classes that implement {@link Fuzzed}
   */
  public static void main(String[] args) throws Exception {
    for (String name : Arrays.asList(args).subList(1, args.length)) {
      for (FuzzTarget target : fuzzed(name).targets().toList()) {
        write(Path.of(args[0], target.name(), "corpus"), target.good());
        System.out.println(target.name() + " " + name);
      }
    }
  }

  static FuzzTarget find(String className, String target) throws Exception {
    return fuzzed(className)
        .targets()
        .filter(t -> t.name().equals(target))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(className + " has no " + target));
  }

  private static Fuzzed fuzzed(String className) throws ReflectiveOperationException {
    var constructor = Class.forName(className).getDeclaredConstructor();
    constructor.setAccessible(true); // test classes are package-private
    return (Fuzzed) constructor.newInstance();
  }

  private static void write(Path corpus, List<byte[]> inputs) throws IOException {
    Files.createDirectories(corpus);
    for (int n = 0; n < inputs.size(); n++) {
      Files.write(corpus.resolve("good-" + n), inputs.get(n));
    }
  }
}
