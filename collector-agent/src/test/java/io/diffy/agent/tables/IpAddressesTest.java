package io.diffy.agent.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class IpAddressesTest {

  @Test
  void readsTheKernelsHexadecimal() {
    assertEquals("127.0.0.1", IpAddresses.fromProc("0100007F"));
    assertEquals("::", IpAddresses.fromProc("00000000000000000000000000000000"));
    assertEquals("::1", IpAddresses.fromProc("00000000000000000000000001000000"));
    assertEquals("2001:db8::1:0:1", IpAddresses.fromProc("B80D0120000000000100000001000000"));
    assertEquals("::ffff:10.0.0.1", IpAddresses.fromProc("0000000000000000FFFF00000100000A"));
    assertEquals("", IpAddresses.fromProc("zz"));
  }

  @Test
  void makesMasks() {
    assertEquals("255.255.240.0", IpAddresses.mask(20, 4));
    assertEquals("ffff:ffff:ffff:ffff::", IpAddresses.mask(64, 16));
  }
}
