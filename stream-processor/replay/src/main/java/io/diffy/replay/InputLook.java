package io.diffy.replay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a file looks like whose lines are no observations, in words that say what to do. It goes by
 * the beginning alone and is a guess: nothing is judged by it.
 */
final class InputLook {
  /** So much of the beginning tells. */
  static final int HEAD = 4096;

  private static final int TAR_MAGIC = 257;
  private static final String UTF_16 = "UTF-16 text; convert it: iconv -f UTF-16 -t UTF-8";

  /** First bytes, as Latin-1. */
  private static final Map<String, String> MAGIC = new LinkedHashMap<>();

  /** What a text begins with or holds near its beginning. */
  private static final Map<Pattern, String> TEXTS = new LinkedHashMap<>();

  static {
    MAGIC.put("\u00ff\u00fe\0\0", "UTF-32 text; convert it: iconv -f UTF-32 -t UTF-8");
    MAGIC.put("\u00ff\u00fe", UTF_16);
    MAGIC.put("\u00fe\u00ff", UTF_16);
    MAGIC.put("\u001f\u008b", "gzip inside gzip; unzip it once more");
    MAGIC.put("PK\u0003\u0004", "a zip archive; unzip it first");
    MAGIC.put("\u00fd7zXZ\0", "an xz file; decompress it: xz -d");
    MAGIC.put("(\u00b5/\u00fd", "a zstd file; decompress it: zstd -d");
    MAGIC.put("BZh", "a bzip2 file; decompress it: bzip2 -d");
    MAGIC.put("\u0004\"M\u0018", "an lz4 file; decompress it: lz4 -d");
    MAGIC.put("7z\u00bc\u00af'\u001c", "a 7-Zip archive; unpack it first");
    MAGIC.put("\u00d4\u00c3\u00b2\u00a1", "a packet capture (pcap)");
    MAGIC.put("\u00a1\u00b2\u00c3\u00d4", "a packet capture (pcap)");
    MAGIC.put("M<\u00b2\u00a1", "a packet capture (pcap)");
    MAGIC.put("\n\r\r\n", "a packet capture (pcapng)");
    MAGIC.put("ElfFile\0", "a Windows event log (EVTX)");
    MAGIC.put("LPKSHHRH", "a journal of systemd");
    MAGIC.put("SQLite format 3", "a SQLite database");
    MAGIC.put("PAR1", "a Parquet file");
    MAGIC.put("Obj\u0001", "an Avro file");

    text("version https://git-lfs", "a pointer of Git LFS; fetch the file: git lfs pull");
    text("\\[", "a JSON array, not one object per line; make lines of it: jq -c '.[]'");
    text(
        "\\{\\s*[\\r\\n]", "JSON over several lines, not one object per line; make lines: jq -c .");
    text("\\{.*\"(ClientId|_Source|FlowId|client_id\":\\s*\"C\\.)\"", "an export of Velociraptor");
    text("\\{.*\"_source\"\\s*:", "an export of Elasticsearch or OpenSearch");
    text("\\{\\s*\"(index|create)\"\\s*:\\s*\\{", "a bulk file of Elasticsearch or OpenSearch");
    text("\\{.*\"(@timestamp|ecs\\.version)\"", "events of Elastic (@timestamp)");
    text("\\{.*\"__REALTIME_TIMESTAMP\"", "the journal of systemd as JSON");
    text("\\{\\s*\"Records\"\\s*:", "a log of AWS CloudTrail");
    text("\\{.*\"class_uid\"\\s*:", "findings in OCSF; for one of them: diffy explain --input");
    text(
        "\\{.*\"hostIdentifier\".*\"severity\"",
        "osqueryd's status log; answers stand in osqueryd.results.log and osqueryd.snapshots.log");
    text("\\{.*\"(hostIdentifier|calendarTime|unixTime)\"", "osqueryd's log with fields missing");
    text("\\{", "JSON objects that are neither observations nor osqueryd's log");
    text("[IWEF][0-9]{4} [0-9:.]+ +[0-9]+ ", "osqueryd's status log; answers stand in others");
    text("type=\\w+ msg=audit\\(", "a log of auditd");
    text("CEF:[0-9]|LEEF:[0-9]", "events in CEF or LEEF");
    text("<[0-9]{1,3}>", "a syslog file");
    text("[A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8} ", "a syslog file");
    text("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]\\S+ \\S+ [^\\s:]+: ", "a syslog file");
    text("<", "XML or HTML");
    text("#(separator|fields)", "a log of Zeek");
    text("[^\\r\\n,]++,[^\\r\\n,]*+,[^\\r\\n]*+\\r?\\n[^\\r\\n,]*+,", "CSV");
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
    for (Map.Entry<String, String> magic : MAGIC.entrySet()) {
      if (bytes.startsWith(magic.getKey())) {
        return magic.getValue();
      }
    }
    if (bytes.startsWith("ustar", TAR_MAGIC)) {
      return "a tar archive; unpack it first";
    }
    if (bytes.indexOf('\0') >= 0) {
      return isWide(head) ? UTF_16 + " (or UTF-16LE, UTF-16BE)" : "binary data";
    }
    String text = new String(head, UTF_8).stripLeading();
    if (text.startsWith("\ufeff")) {
      text = text.substring(1).stripLeading();
    }
    for (Map.Entry<Pattern, String> known : TEXTS.entrySet()) {
      if (known.getKey().matcher(text).lookingAt()) {
        return isText(bytes) ? known.getValue() : "binary data";
      }
    }
    return "binary data";
  }

  /** Latin letters in two bytes each: every second byte is a zero. */
  private static boolean isWide(byte[] head) {
    for (int parity : List.of(0, 1)) {
      int zeros = 0;
      for (int i = parity; i < head.length; i += 2) {
        zeros += head[i] == 0 ? 1 : 0;
      }
      if (zeros > head.length / 4) {
        return true;
      }
    }
    return false;
  }

  /** No control characters but those of lines and colours. */
  private static boolean isText(String bytes) {
    return bytes.chars().noneMatch(c -> c < ' ' && "\t\n\r\f\u001b".indexOf(c) < 0);
  }

  private static void text(String pattern, String look) {
    TEXTS.put(Pattern.compile(pattern), look);
  }
}
