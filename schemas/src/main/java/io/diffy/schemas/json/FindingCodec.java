package io.diffy.schemas.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.Finding;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.text.SafeText;

/**
 * Findings as OCSF Detection Findings (class 2004, version 1.8.0, and only what 1.6 has too):
 * {@code finding.schema.json} says the fields. What OCSF has no place for stands under {@code
 * unmapped.diffy}, and that alone is read back. A finding that is too big is cut: first its longest
 * cells, then columns and instances, always with a visible mark.
 */
public final class FindingCodec implements Codec<Finding> {
  /** Largest record written, in bytes: 256 KiB. */
  public static final int MAX_BYTES = 256 * 1024;

  /** Largest record read, in bytes: what fits into the topic. */
  private static final int MAX_BYTES_READ = 1024 * 1024;

  @Override
  public byte[] encode(Finding finding) {
    Finding whole = FindingLimits.NONE.of(finding);
    int wholeBytes = CutRow.wholeBytes(finding.row());
    for (FindingLimits limits : FindingLimits.LADDER) {
      Finding bounded = limits.of(whole);
      if (wholeBytes == 0 && !bounded.equals(whole)) {
        wholeBytes = size(whole);
      }
      byte[] bytes = Nodes.bytes(FindingWriter.tree(bounded, wholeBytes));
      if (bytes.length <= MAX_BYTES) {
        return bytes;
      }
    }
    throw new IllegalArgumentException(
        "finding %s is bigger than %s bytes without its row and instances"
            .formatted(finding.uid(), SafeText.number(MAX_BYTES)));
  }

  private static int size(Finding whole) {
    ObjectNode tree = FindingWriter.tree(whole, 0);
    return (int) Math.min(Nodes.size(tree), Integer.MAX_VALUE);
  }

  @Override
  public Finding decode(byte[] bytes) throws MalformedRecord {
    return Decoding.of(
        bytes,
        MAX_BYTES_READ,
        "write no more than " + SafeText.number(MAX_BYTES),
        parser -> FindingReader.read(Fields.read(parser)));
  }
}
