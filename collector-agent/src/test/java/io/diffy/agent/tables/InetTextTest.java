package io.diffy.agent.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class InetTextTest {

  @Test
  void readsTheKernelsHexadecimal() {
    assertEquals("127.0.0.1", InetText.fromProc("0100007F"));
    assertEquals("::", InetText.fromProc("00000000000000000000000000000000"));
    assertEquals("::1", InetText.fromProc("00000000000000000000000001000000"));
    assertEquals("2001:db8::1:0:1", InetText.fromProc("B80D0120000000000100000001000000"));
    assertEquals("::ffff:10.0.0.1", InetText.fromProc("0000000000000000FFFF00000100000A"));
    assertEquals("", InetText.fromProc("zz"));
  }

  @Test
  void makesMasks() {
    assertEquals("255.255.240.0", InetText.mask(20, 4));
    assertEquals("ffff:ffff:ffff:ffff::", InetText.mask(64, 16));
  }
}
