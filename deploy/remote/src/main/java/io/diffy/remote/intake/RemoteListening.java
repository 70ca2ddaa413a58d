package io.diffy.remote.intake;

import javax.net.ssl.SSLContext;

/**
 * Where and how it listens.
 *
 * @param host an address of this machine
 * @param port 0 takes a free one
 * @param tls certificate and key, and who signs those of clients
 * @param askForCertificate whether a client must show one
 * @param largestBody of a request, unzipped, in bytes
 * @param room for the bodies of all requests at one time, in bytes
 * @param perSecond requests of one host
 * @param threads at most
 */
public record RemoteListening(
    String host,
    int port,
    SSLContext tls,
    boolean askForCertificate,
    int largestBody,
    long room,
    int perSecond,
    int threads) {}
