package io.diffy.agent.collect;

import io.diffy.schemas.Coverage;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Observation.Part;
import io.diffy.schemas.Observation.Status;
import io.diffy.schemas.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Splits a big answer into observations that fit into a Kafka record. */
final class Parts {
  /** Encoded size a part may reach; below the 1 MiB that brokers take by default. */
  static final int MAX_PART_BYTES = 900 * 1024;

  /** More than this is not an answer but an accident, or an attack on whoever reads it. */
  static final int MAX_PARTS = 64;

  private static final int BYTES_AROUND_ROWS = 4 * 1024;

  private Parts() {}

  /** The observation itself when it fits, else its parts in order. */
  static List<Observation> of(Observation whole) {
    return of(whole, MAX_PART_BYTES);
  }

  static List<Observation> of(Observation whole, int maxPartBytes) {
    List<List<Map<String, String>>> pieces = pieces(whole.rows(), maxPartBytes);
    if (pieces.size() == 1) {
      return List.of(whole);
    }
    Observation shown = whole;
    if (pieces.size() > MAX_PARTS) {
      pieces = pieces.subList(0, MAX_PARTS);
      shown = truncated(whole);
    }
    String snapshotId =
        Cells.digest(
            String.join(
                "\n",
                whole.instance().group().toString(),
                whole.instance().instanceId(),
                whole.query(),
                whole.collectedAt().toString(),
                whole.roundId()));
    List<Observation> parts = new ArrayList<>();
    for (List<Map<String, String>> piece : pieces) {
      parts.add(shown.withRows(new Part(snapshotId, parts.size() + 1, pieces.size()), piece));
    }
    return parts;
  }

  private static List<List<Map<String, String>>> pieces(
      List<Map<String, String>> rows, int maxPartBytes) {
    List<List<Map<String, String>>> pieces = new ArrayList<>();
    List<Map<String, String>> piece = new ArrayList<>();
    int bytes = BYTES_AROUND_ROWS;
    for (Map<String, String> row : rows) {
      int rowBytes = jsonBytes(row);
      if (bytes + rowBytes > maxPartBytes && !piece.isEmpty()) {
        pieces.add(piece);
        piece = new ArrayList<>();
        bytes = BYTES_AROUND_ROWS;
      }
      piece.add(row);
      bytes += rowBytes;
    }
    pieces.add(piece);
    return pieces;
  }

  private static Observation truncated(Observation whole) {
    String reason =
        "more than %d parts of %d bytes; the rest is left out".formatted(MAX_PARTS, MAX_PART_BYTES);
    return whole.with(
        new Status(
            whole.coverage() == Coverage.ERROR ? Coverage.ERROR : Coverage.TRUNCATED,
            whole.error().isEmpty() ? reason : whole.error() + "; " + reason));
  }

  private static int jsonBytes(Map<String, String> row) {
    int bytes = 3;
    Row cells = Row.of(row);
    for (int i = 0; i < cells.size(); i++) {
      bytes += 6 + jsonBytes(cells.column(i)) + jsonBytes(cells.value(i));
    }
    return bytes;
  }

  private static int jsonBytes(String text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20) {
        bytes += 6;
      } else if (c < 0x80) {
        bytes += c == '"' || c == '\\' ? 2 : 1;
      } else {
        // The encoder may escape both halves of a character beyond the 16-bit ones.
        bytes += Character.isSurrogate(c) ? 6 : 3;
      }
    }
    return bytes;
  }
}
