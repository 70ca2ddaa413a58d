package io.diffy.agent.tables;

/** One socket, with the values of osquery's process_open_sockets. */
record Socket(
    String pid,
    String descriptor,
    String inode,
    int family,
    long protocol,
    String localAddress,
    String remoteAddress,
    long localPort,
    long remotePort,
    String path,
    String state,
    String namespace) {

  Socket heldBy(String newPid, String newDescriptor, String newNamespace) {
    return new Socket(
        newPid,
        newDescriptor,
        inode,
        family,
        protocol,
        localAddress,
        remoteAddress,
        localPort,
        remotePort,
        path,
        state,
        newNamespace);
  }
}
