package io.diffy.agent.publish;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * Records on disk that Kafka did not take yet: in files in the order in which they came, up to a
 * bound, beyond which the oldest file goes. What was kept outlives this process. A record that was
 * not written to its end is none.
 */
public final class DiskBuffer {
  /** Raw bytes after which a file is full: it is what is sent at a time. */
  private static final int FILE_BYTES = 1 << 20;

  private static final int LONGEST = 64 << 20;
  private static final String ENDING = ".kept";

  private final Path folder;
  private final long bound;
  private final TreeMap<Long, Kept> files = new TreeMap<>();
  private long bytes;
  private long writing = -1;
  private long sending = -1;

  /** One record. */
  record Entry(byte[] key, byte[] value) {}

  /** What is known of a file. */
  private record Kept(long bytes, long raw, long records) {
    Kept and(Kept more) {
      return new Kept(bytes + more.bytes, raw + more.raw, records + more.records);
    }
  }

  /**
   * Opens the folder, which is made when it is not there, with what an earlier process left.
   *
   * @param bound bytes that its files may take
   */
  public DiskBuffer(Path folder, long bound) throws IOException {
    this.folder = folder;
    this.bound = bound;
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "*" + ENDING)) {
      for (Path file : left) {
        long raw = 0;
        List<Entry> entries = read(file);
        for (Entry entry : entries) {
          raw += entry.value.length;
        }
        String number = file.getFileName().toString().replace(ENDING, "");
        files.put(Long.parseLong(number), new Kept(Files.size(file), raw, entries.size()));
      }
    } catch (NumberFormatException e) {
      throw new IOException("a file in " + folder + " is not ours: " + e.getMessage(), e);
    }
    bytes = files.values().stream().mapToLong(Kept::bytes).sum();
  }

  synchronized boolean isEmpty() {
    return files.isEmpty();
  }

  synchronized long records() {
    return files.values().stream().mapToLong(Kept::records).sum();
  }

  /**
   * Keeps one.
   *
   * @return how many had to go for it, the oldest first
   */
  synchronized long append(Entry entry) throws IOException {
    byte[] packed = packed(entry);
    long gone = 0;
    for (Long oldest = oldestToGo();
        bytes + packed.length > bound && oldest != null;
        oldest = oldestToGo()) {
      gone += files.get(oldest).records;
      remove(oldest);
    }
    if (writing < 0) {
      writing = files.isEmpty() ? 0 : files.lastKey() + 1;
    }
    try {
      Files.write(file(writing), packed, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      writing = -1; // behind half a record nothing could be read
      throw e;
    }
    bytes += packed.length;
    Kept now = files.merge(writing, new Kept(packed.length, entry.value.length, 1), Kept::and);
    if (now.raw >= FILE_BYTES) {
      writing = -1;
    }
    notifyAll();
    return gone;
  }

  /** The oldest file's records, which stay until {@link #sent}; waits for some to be there. */
  synchronized List<Entry> oldest() throws IOException, InterruptedException {
    while (files.isEmpty()) {
      wait();
    }
    sending = files.firstKey();
    if (writing == sending) {
      writing = -1;
    }
    return read(file(sending));
  }

  /** What {@link #oldest} gave was taken by Kafka, or never will be. */
  synchronized void sent() throws IOException {
    remove(sending);
    sending = -1;
  }

  @Override
  public String toString() {
    return folder.toString();
  }

  /** What is being sent stays: it would be counted twice. */
  private Long oldestToGo() {
    return files.isEmpty() ? null : files.higherKey(sending);
  }

  private void remove(long number) throws IOException {
    bytes -= Optional.ofNullable(files.remove(number)).map(Kept::bytes).orElse(0L);
    if (writing == number) {
      writing = -1;
    }
    Files.deleteIfExists(file(number));
  }

  private Path file(long number) {
    return folder.resolve("%016d%s".formatted(number, ENDING));
  }

  private static byte[] packed(Entry entry) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(body))) {
      out.writeInt(entry.key.length);
      out.write(entry.key);
      out.write(entry.value);
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(packed);
    out.writeInt(body.size());
    out.writeInt(checksum(body.toByteArray()));
    body.writeTo(out);
    return packed.toByteArray();
  }

  /** Those that were written to their end. */
  private static List<Entry> read(Path file) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      while (true) {
        int length = in.readInt();
        int checksum = in.readInt();
        byte[] body = in.readNBytes(Math.max(0, Math.min(length, LONGEST)));
        if (body.length != length || checksum(body) != checksum) {
          return entries;
        }
        DataInputStream unpacked =
            new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(body)));
        byte[] key = unpacked.readNBytes(unpacked.readInt());
        entries.add(new Entry(key, unpacked.readAllBytes()));
      }
    } catch (EOFException e) {
      return entries;
    }
  }

  private static int checksum(byte[] body) {
    CRC32 sum = new CRC32();
    sum.update(body);
    return (int) sum.getValue();
  }
}
