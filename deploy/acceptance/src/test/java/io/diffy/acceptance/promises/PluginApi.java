package io.diffy.acceptance.promises;

import io.diffy.plugin.PluginInfo;
import io.diffy.schemas.Observation;
import japicmp.cmp.JApiCmpArchive;
import japicmp.cmp.JarArchiveComparator;
import japicmp.cmp.JarArchiveComparatorOptions;
import japicmp.model.JApiClass;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javassist.CannotCompileException;
import javassist.ClassPool;
import javassist.CtBehavior;
import javassist.CtClass;
import javassist.CtConstructor;
import javassist.CtField;
import javassist.CtMethod;
import javassist.Modifier;
import javassist.NotFoundException;

/**
 * What plugins are written against, as a jar of classes without what they do: small enough to be
 * kept beside the tests, and all that is compared. Records of the contracts are promised to those
 * who read them: they may get more fields, and with them other constructors.
 */
final class PluginApi {
  /** The interfaces and the records that they hand over. */
  private static final Map<String, Class<?>> PACKAGES =
      Map.of(
          "io/diffy/plugin", PluginInfo.class,
          "io/diffy/plugin/archive", PluginInfo.class,
          "io/diffy/schemas", Observation.class);

  private static final String CONTRACTS = Observation.class.getPackageName();

  private PluginApi() {}

  /** Writes that of the classes which are built now: the baseline of a release. */
  public static void main(String[] arguments) throws IOException {
    write(Path.of(arguments[0]), all -> {});
  }

  /** One line for each class and each way in which the newer jar breaks what uses the older. */
  static List<String> breaks(Path before, Path after) {
    JarArchiveComparatorOptions options = new JarArchiveComparatorOptions();
    options.getIgnoreMissingClasses().setIgnoreAllMissingClasses(true);
    List<String> breaks = new ArrayList<>();
    for (JApiClass one :
        new JarArchiveComparator(options)
            .compare(
                new JApiCmpArchive(before.toFile(), "before"),
                new JApiCmpArchive(after.toFile(), "after"))) {
      if (!one.isBinaryCompatible() || !one.isSourceCompatible()) {
        breaks.add(one.getFullyQualifiedName() + " " + changes(one));
      }
    }
    return breaks;
  }

  private static List<String> changes(JApiClass one) {
    return Stream.of(
            one.getCompatibilityChanges().stream(),
            one.getMethods().stream().flatMap(m -> m.getCompatibilityChanges().stream()),
            one.getConstructors().stream().flatMap(m -> m.getCompatibilityChanges().stream()),
            one.getFields().stream().flatMap(m -> m.getCompatibilityChanges().stream()))
        .flatMap(changes -> changes)
        .filter(change -> !change.isBinaryCompatible() || !change.isSourceCompatible())
        .map(change -> change.getType().name())
        .sorted()
        .distinct()
        .toList();
  }

  /** Writes what is built now as a jar, after a change to it. */
  static void write(Path jar, Consumer<Map<String, CtClass>> change) throws IOException {
    Map<String, CtClass> classes = new TreeMap<>();
    ClassPool pool = new ClassPool(true);
    try {
      for (Map.Entry<String, Class<?>> one : PACKAGES.entrySet()) {
        for (byte[] bytes : classFiles(one.getValue(), one.getKey())) {
          CtClass read = pool.makeClass(new ByteArrayInputStream(bytes));
          if (isSeen(read)) {
            classes.put(read.getName(), strip(read));
          }
        }
      }
      change.accept(classes);
      try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
        for (CtClass one : classes.values()) {
          ZipEntry entry = new ZipEntry(one.getName().replace('.', '/') + ".class");
          entry.setTime(0);
          zip.putNextEntry(entry);
          zip.write(one.toBytecode());
        }
      }
    } catch (CannotCompileException | NotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isSeen(CtClass read) throws NotFoundException {
    for (CtClass one = read; one != null; one = one.getDeclaringClass()) {
      if (!Modifier.isPublic(one.getModifiers()) && !Modifier.isProtected(one.getModifiers())) {
        return false;
      }
    }
    return true;
  }

  private static CtClass strip(CtClass read) throws CannotCompileException, NotFoundException {
    read.getClassFile().compact();
    if (read.getClassInitializer() != null) {
      read.removeConstructor(read.getClassInitializer());
    }
    for (CtField field : read.getDeclaredFields()) {
      if (isHidden(field.getModifiers())) {
        read.removeField(field);
      }
    }
    for (CtBehavior behavior : read.getDeclaredBehaviors()) {
      boolean madeByUs =
          behavior instanceof CtConstructor && read.getPackageName().equals(CONTRACTS);
      if (madeByUs || isHidden(behavior.getModifiers())) {
        if (behavior instanceof CtMethod method) {
          read.removeMethod(method);
        } else {
          read.removeConstructor((CtConstructor) behavior);
        }
      } else {
        behavior.getMethodInfo().removeCodeAttribute();
      }
    }
    read.getClassFile().compact();
    return read;
  }

  private static boolean isHidden(int modifiers) {
    return !Modifier.isPublic(modifiers) && !Modifier.isProtected(modifiers);
  }

  /** Of a package, from a jar or a folder. */
  private static List<byte[]> classFiles(Class<?> beside, String folder) throws IOException {
    try {
      Path place = Path.of(beside.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isDirectory(place)) {
        return classFiles(place.resolve(folder));
      }
      try (FileSystem zip =
          FileSystems.newFileSystem(URI.create("jar:" + place.toUri()), Map.of())) {
        return classFiles(zip.getPath("/" + folder));
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<byte[]> classFiles(Path folder) throws IOException {
    List<byte[]> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        if (file.toString().endsWith(".class") && !file.endsWith("package-info.class")) {
          found.add(Files.readAllBytes(file));
        }
      }
    }
    return found;
  }
}
