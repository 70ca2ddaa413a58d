package io.diffy.replay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What a file looks like whose lines are no observations, in words that say what to do. It goes by
 * the beginning alone and is a guess: nothing is judged by it.
 */
final class InputLook {
  /** So much of the beginning tells. */
  static final int HEAD = 4096;

  private static final int TAR_MAGIC = 257;
  private static final int UNIT = 4;
  private static final String UTF_16 = "UTF-16 text; convert it: iconv -f UTF-16 -t UTF-8";

  private static final String UTF_32 = "UTF-32 text; convert it: iconv -f UTF-32 -t UTF-8";
  private static final String ZIP = "a zip archive; unzip it first";
  private static final String OBJECTS =
      "JSON objects that are neither observations nor osqueryd's log";

  /** Stands for the file's own name. */
  static final String FILE = "FILE";

  /** First bytes, as Latin-1. */
  private static final Map<String, String> MAGIC = new LinkedHashMap<>();

  /** The same of what holds other files, or records: a line of it is no line of theirs. */
  private static final Map<String, String> CONTAINERS = new LinkedHashMap<>();

  /** What a text begins with or holds near its beginning. */
  private static final Map<Pattern, String> TEXTS = new LinkedHashMap<>();

  static {
    MAGIC.put("\u00ff\u00fe\0\0", UTF_32);
    MAGIC.put("\0\0\u00fe\u00ff", UTF_32);
    MAGIC.put("\u00ff\u00fe", UTF_16);
    MAGIC.put("\u00fe\u00ff", UTF_16);
    MAGIC.put("\u001f\u008b", "gzip inside gzip; unzip it once more");
    MAGIC.put("\u00fd7zXZ\0", "an xz file; decompress it: xz -d");
    MAGIC.put("(\u00b5/\u00fd", "a zstd file; decompress it: zstd -d");
    MAGIC.put("\u001e{", "JSON behind record separators; take them off: tr -d '\\036'");
    MAGIC.put("BZh", "a bzip2 file; decompress it: bzip2 -d");
    MAGIC.put("\u0004\"M\u0018", "an lz4 file; decompress it: lz4 -d");
    CONTAINERS.put("PK\u0003\u0004", ZIP);
    CONTAINERS.put("PK\u0005\u0006", ZIP);
    CONTAINERS.put("PK\u0007\u0008", ZIP);
    CONTAINERS.put("07070", "a cpio archive; unpack it first");
    CONTAINERS.put("!<arch>", "an ar archive; unpack it first");
    CONTAINERS.put("7z\u00bc\u00af'\u001c", "a 7-Zip archive; unpack it first");
    CONTAINERS.put("\u00d4\u00c3\u00b2\u00a1", "a packet capture (pcap)");
    CONTAINERS.put("\u00a1\u00b2\u00c3\u00d4", "a packet capture (pcap)");
    CONTAINERS.put("M<\u00b2\u00a1", "a packet capture (pcap)");
    MAGIC.put("\n\r\r\n", "a packet capture (pcapng)");
    CONTAINERS.put("ElfFile\0", "a Windows event log (EVTX)");
    CONTAINERS.put("LPKSHHRH", "a journal of systemd");
    CONTAINERS.put("SQLite format 3", "a SQLite database");
    CONTAINERS.put("PAR1", "a Parquet file");
    CONTAINERS.put("Obj\u0001", "an Avro file");

    text("version https://git-lfs", "a pointer of Git LFS; fetch the file: git lfs pull");
    text("\\[", "a JSON array, not one object per line; make lines of it: jq -c '.[]'");
    text(
        "\\{\\s*[\\r\\n]", "JSON over several lines, not one object per line; make lines: jq -c .");
    text(
        "\"(?:[^\"\\\\\r\n]|\\\\.)*+\"\\s*(?:[\r\n]|$)",
        "JSON strings; if objects are in them: jq -r .");
    text(
        "\\{[^\\r\\n]*\\}[ \\t\\r]*\\{",
        "several JSON objects in one line; make lines of them: jq -c .");
    text(
        "\\{[^\\r\\n]*\\},[ \\t]*\\r?\\n",
        "JSON objects with commas between them; take them off: sed 's/,$//'");
    text(
        "\\{.*\"(log|message|MESSAGE|msg|line)\"\\s*:\\s*\"\\{",
        "lines inside a JSON string, as log shippers write them; take them out, for example: jq -r"
            + " .message");
    text("\\{.*\"(ClientId|_Source|FlowId|client_id\":\\s*\"C\\.)\"", "an export of Velociraptor");
    text("\\{.*\"_source\"\\s*:", "an export of Elasticsearch or OpenSearch");
    text("\\{\\s*\"(index|create)\"\\s*:\\s*\\{", "a bulk file of Elasticsearch or OpenSearch");
    text("\\{.*\"(@timestamp|ecs\\.version)\"", "events of Elastic (@timestamp)");
    text("\\{.*\"__REALTIME_TIMESTAMP\"", "the journal of systemd as JSON");
    text("\\{\\s*\"Records\"\\s*:", "a log of AWS CloudTrail");
    text("\\{.*\"class_uid\"\\s*:", "findings in OCSF; show them: diffy findings --input " + FILE);
    text(
        "\\{.*\"hostIdentifier\".*\"severity\"",
        "osqueryd's status log; answers stand in osqueryd.results.log and osqueryd.snapshots.log");
    text("\\{.*\"(hostIdentifier|calendarTime|unixTime)\"", "osqueryd's log with fields missing");
    text("\\{", OBJECTS);
    text(
        "[^\\r\\n{<#]{1,200}\\{\\s*\"",
        "JSON objects behind other text; cut that off: sed 's/^[^{]*//'");
    text("__CURSOR=", "an export of systemd's journal");
    text("Log file created at: ", "osqueryd's status log; answers stand in others");
    text("[IWEF][0-9]{4} [0-9:.]+ +[0-9]+ ", "osqueryd's status log; answers stand in others");
    text("type=\\w+ msg=audit\\(", "a log of auditd");
    text("CEF:[0-9]|LEEF:[0-9]", "events in CEF or LEEF");
    text("<[0-9]{1,3}>", "a syslog file");
    text("[A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8} ", "a syslog file");
    text("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]\\S+ \\S+ [^\\s:]+: ", "a syslog file");
    text("<", "XML or HTML");
    text("#(separator|fields)", "a log of Zeek");
    text("[^\\r\\n,]++,[^\\r\\n,]*+,[^\\r\\n]*+\\r?\\n[^\\r\\n,]*+,", "CSV");
    text("[^\\r\\n;]++;[^\\r\\n;]*+;[^\\r\\n]*+\\r?\\n[^\\r\\n;]*+;", "CSV");
    text("[^\\r\\n\\t]++\\t[^\\r\\n\\t]*+\\t[^\\r\\n]*+\\r?\\n[^\\r\\n\\t]*+\\t", "TSV");
    text("", "text, but not JSON");
  }

  private InputLook() {}

  /**
   * What it looks like, to stand behind "it looks like".
   *
   * @param head the first {@link #HEAD} bytes, unzipped; fewer only where there are no more
   */
  static String of(byte[] head) {
    String bytes = new String(head, ISO_8859_1);
    Optional<String> known = container(head).or(() -> startOf(bytes, MAGIC));
    if (known.isPresent()) {
      return known.get();
    }
    if (bytes.indexOf('\0') >= 0) {
      return wide(head);
    }
    String text = new String(head, UTF_8).stripLeading();
    if (text.startsWith("\ufeff")) {
      text = text.substring(1).stripLeading();
    }
    for (Map.Entry<Pattern, String> look : TEXTS.entrySet()) {
      if (isText(bytes) && look.getKey().matcher(text).lookingAt()) {
        return look.getValue().equals(OBJECTS) && !isUtf8(head)
            ? "JSON in another encoding than UTF-8; convert it, for example: iconv -f LATIN1 -t UTF-8"
            : look.getValue();
      }
    }
    return "binary data";
  }

  /** What holds other files or records; empty where its lines may be what is looked for. */
  static Optional<String> container(byte[] head) {
    String bytes = new String(head, ISO_8859_1);
    return bytes.startsWith("ustar", TAR_MAGIC)
        ? Optional.of("a tar archive; unpack it first")
        : startOf(bytes, CONTAINERS);
  }

  private static Optional<String> startOf(String bytes, Map<String, String> known) {
    return known.entrySet().stream()
        .filter(magic -> bytes.startsWith(magic.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /**
   * Latin letters in two or four bytes each: of every two bytes one is a zero, or of four three.
   */
  private static String wide(byte[] head) {
    int[] zeros = new int[UNIT];
    for (int i = 0; i < head.length; i++) {
      zeros[i % UNIT] += head[i] == 0 ? 1 : 0;
    }
    int most = head.length / UNIT * 3 / 4;
    long mostly = IntStream.of(zeros).filter(count -> count > most).count();
    boolean pairs = (zeros[0] > most) == (zeros[2] > most);
    return mostly == 3
        ? UTF_32
        : mostly == 2 && pairs ? UTF_16 + " (or UTF-16LE, UTF-16BE)" : "binary data";
  }

  /** But for a character that the end of the head cuts. */
  private static boolean isUtf8(byte[] head) {
    CoderResult end =
        UTF_8.newDecoder().decode(ByteBuffer.wrap(head), CharBuffer.allocate(head.length), false);
    return !end.isError();
  }

  /** No control characters but those of lines and colours. */
  private static boolean isText(String bytes) {
    return bytes.chars().noneMatch(c -> c < ' ' && "\t\n\r\f\u001b".indexOf(c) < 0);
  }

  private static void text(String pattern, String look) {
    TEXTS.put(Pattern.compile(pattern), look);
  }
}
