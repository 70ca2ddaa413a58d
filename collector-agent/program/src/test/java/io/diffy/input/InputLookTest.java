package io.diffy.input;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class InputLookTest {
  private static final Charset UTF_32BE = Charset.forName("UTF-32BE");
  private static final Charset UTF_32LE = Charset.forName("UTF-32LE");
  private static final String LINE = "{\"asg\":\"web\",\"rows\":[]}\n";

  @Test
  void archivesAndBinaryFilesAreKnownByTheirFirstBytes() {
    assertLooks("an xz file", bytes("\u00fd7zXZ\0\0"));
    assertLooks("a zstd file", bytes("(\u00b5/\u00fd\u0004X"));
    assertLooks("a bzip2 file", bytes("BZh91AY&SY"));
    assertLooks("a packet capture (pcap)", bytes("\u00d4\u00c3\u00b2\u00a1\u0002\0"));
    assertLooks("a packet capture (pcapng)", bytes("\n\r\r\n\u0080\0"));
    assertLooks("a Windows event log", bytes("ElfFile\0\0"));
    byte[] tar = new byte[512];
    System.arraycopy(bytes("ustar"), 0, tar, 257, 5);
    assertLooks("a tar archive", tar);
    byte[] random = new byte[4096];
    new Random(7).nextBytes(random);
    assertLooks("binary data", random);
    assertLooks("binary data", bytes("text\u0001\u0002\u0003"));
  }

  @Test
  void textInTwoBytesIsKnownWithItsMarkAndWithout() {
    assertLooks("UTF-16 text; convert it: iconv", ("\ufeff" + LINE).getBytes(UTF_16LE));
    assertLooks("UTF-16 text; convert it: iconv", ("\ufeff" + LINE).getBytes(UTF_16BE));
    assertLooks("UTF-16 text; convert it: iconv", LINE.getBytes(UTF_16LE));
    assertLooks("UTF-16 text; convert it: iconv", LINE.getBytes(UTF_16BE));
  }

  @Test
  void textInFourBytesIsKnownAndZerosAreNoText() {
    assertLooks("UTF-32 text; convert it: iconv", ("\ufeff" + LINE).getBytes(UTF_32BE));
    assertLooks("UTF-32 text; convert it: iconv", LINE.getBytes(UTF_32LE));
    assertLooks("UTF-32 text; convert it: iconv", LINE.getBytes(UTF_32BE));
    assertLooks("binary data", new byte[4096]);
    assertLooks("a zip archive", bytes("PK\u0005\u0006\0\0\0\0\0\0\0\0"));
  }

  @Test
  void whatOnlyStandsAroundOurLinesIsSaidWithWhatTakesItOff() {
    String quoted = LINE.strip().replace("\"", "\\\"");
    assertLooks("JSON strings; if objects are in them: jq -r .", "\"" + quoted + "\"\n");
    assertLooks(
        "lines inside a JSON string", "{\"log\":\"" + quoted + "\",\"stream\":\"stdout\"}\n");
    assertLooks("JSON objects behind other text", "CreateTime:1\tkey\t" + LINE);
    assertLooks("JSON objects behind other text", "Nov 28 19:00:01 web-1 osqueryd: " + LINE);
    assertLooks("several JSON objects in one line", LINE.strip() + LINE.strip());
    assertLooks("JSON objects with commas between them", LINE.strip() + ",\n" + LINE);
    assertLooks("JSON behind record separators", "\u001e" + LINE);
    assertLooks("JSON in another encoding than UTF-8", bytes("{\"name\":\"caf\u00e9\"}\n"));
  }

  @Test
  void otherToolsExportsAreNamed() {
    assertLooks("a JSON array", "\ufeff\n [\n{\"a\":1}]");
    assertLooks("JSON over several lines", "{\n  \"asg\": \"web\"\n}");
    assertLooks("an export of Velociraptor", "{\"Pid\":1,\"ClientId\":\"C.17\"}");
    assertLooks("an export of Elasticsearch", "{\"_index\":\"x\",\"_source\":{\"a\":1}}");
    assertLooks("a bulk file of Elasticsearch", "{\"index\":{\"_index\":\"x\"}}\n{}");
    assertLooks("events of Elastic", "{\"@timestamp\":\"2026-11-20T03:10:01Z\",\"event\":{}}");
    assertLooks("a log of AWS CloudTrail", "{\"Records\":[{}]}");
    assertLooks(
        "osqueryd's status log", "{\"hostIdentifier\":\"a\",\"message\":\"b\",\"severity\":\"0\"}");
    assertLooks("osqueryd's status log", "I1120 03:10:01.123456 1 scheduler.cpp:1] Executing");
    assertLooks("a syslog file", "Nov 20 03:10:01 web-1 sshd[1]: Accepted");
    assertLooks("a syslog file", "<34>1 2026-11-20T03:10:01Z web-1 sshd - - hello");
    assertLooks("a log of auditd", "type=SYSCALL msg=audit(1795728041.1:2): arch=c000003e");
    assertLooks("osqueryd's status log", "Log file created at: 2026/11/28 19:00:00\nRunning on");
    assertLooks("an export of systemd's journal", "__CURSOR=s=8c;i=1\n__REALTIME_TIMESTAMP=17\n");
    assertLooks("CSV", "pid;name;path\n1;init;/sbin/init\n");
    assertLooks("CSV", "pid,name,path\n1,init,/sbin/init\n");
    assertLooks("TSV", "pid\tname\tpath\n1\tinit\t/sbin/init\n");
    assertLooks("XML or HTML", "<?xml version=\"1.0\"?>");
    assertLooks("JSON objects that are neither", "{\"hello\":\"world\"}");
    assertLooks("text, but not JSON", "hello");
  }

  /** Whatever a host writes at the beginning of its log, an answer comes, and soon. */
  @Test
  void aHostileBeginningTakesNoTime() {
    for (String piece :
        new String[] {"{\"", "[", "a,", "{ ", "\t", "Nov 20 ", "<1", "\u001b[", "{} ", "\"\\\\"}) {
      String text = piece.repeat(InputLook.HEAD).substring(0, InputLook.HEAD);
      assertTrue(!InputLook.of(text.getBytes(UTF_8)).isEmpty());
    }
  }

  private static void assertLooks(String expected, String text) {
    assertLooks(expected, text.getBytes(UTF_8));
  }

  private static void assertLooks(String expected, byte[] head) {
    String look = InputLook.of(Arrays.copyOf(head, Math.min(head.length, InputLook.HEAD)));
    assertEquals(expected, look.substring(0, Math.min(look.length(), expected.length())), look);
  }

  private static byte[] bytes(String latin) {
    return latin.getBytes(ISO_8859_1);
  }
}
