package io.diffy.plugin.archive;

/**
 * A file or object of an archive.
 *
 * @param bytes gzipped JSON objects, one a line
 */
public record ArchivePiece(ArchiveName name, byte[] bytes) {}
