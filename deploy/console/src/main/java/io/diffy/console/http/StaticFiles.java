package io.diffy.console.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/** The pages and their libraries, from the class path: files, none of which is made here. */
final class StaticFiles {
  private static final String FOLDER = "/console";

  /** What stands below /lib, in the folders that WebJars have. */
  private static final Map<String, String> LIBRARIES =
      Map.of("lit-html", "lit-html/3.2.1", "uplot", "uplot/1.6.30");

  /** No dot at the beginning of a name, so no way out of the folder. */
  private static final Pattern NAME =
      Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+\\.([a-z0-9]+)");

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"));

  private final Map<String, Packed> files = new ConcurrentHashMap<>();

  /** A file as it is, and as most ask for it; packed once. */
  private record Packed(Reply plain, Reply gzip) {}

  /**
   * The file; what is none of them is a problem.
   *
   * @param gzip whether the caller can unpack it
   */
  Reply file(String path, boolean gzip) {
    String name = path.equals("/") ? "/index.html" : path;
    Packed file = files.get(name);
    if (file == null) {
      file =
          Optional.of(name)
              .filter(one -> NAME.matcher(one).matches())
              .flatMap(StaticFiles::read)
              .orElseThrow(() -> Problem.unknown("there is no such page; / is the first"));
      // Only what is there is remembered: names that are asked for have no end.
      files.put(name, file);
    }
    return gzip ? file.gzip() : file.plain();
  }

  private static String resource(String name) {
    String[] parts = name.split("/", 4);
    return parts.length == 4 && parts[1].equals("lib") && LIBRARIES.containsKey(parts[2])
        ? "/META-INF/resources/webjars/" + LIBRARIES.get(parts[2]) + "/" + parts[3]
        : FOLDER + name;
  }

  private static Optional<Packed> read(String name) {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    try (InputStream in = StaticFiles.class.getResourceAsStream(resource(name))) {
      return in == null || type == null
          ? Optional.empty()
          : Optional.of(packed(type, in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(name + " can't be read; the jar is damaged", e);
    }
  }

  private static Packed packed(String type, byte[] bytes) throws IOException {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(gzip)) {
      out.write(bytes);
    }
    Reply plain = reply(type, bytes);
    return gzip.size() < bytes.length
        ? new Packed(plain, reply(type, gzip.toByteArray()).with("Content-Encoding", "gzip"))
        : new Packed(plain, plain);
  }

  /** Asked again each time, answered mostly with 304: a new version shows at once. */
  private static Reply reply(String type, byte[] bytes) {
    Map<String, String> headers = Map.of("Cache-Control", "no-cache", "Vary", "Accept-Encoding");
    return new Reply(200, type, bytes, headers).tagged();
  }
}
