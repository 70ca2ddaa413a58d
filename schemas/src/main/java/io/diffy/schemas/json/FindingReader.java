package io.diffy.schemas.json;

import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.FindingLifecycle;
import io.diffy.schemas.FindingLifecycle.Occasion;
import io.diffy.schemas.FindingLifecycle.Seen;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Prevalence;
import io.diffy.schemas.Rating;
import io.diffy.schemas.Subject;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.text.SafeText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads findings back: their names from OCSF's fields, everything else from unmapped.diffy. */
final class FindingReader {
  private static final int DETECTION_FINDING = 2004;

  /** What one of the hosts shows where they differ. */
  static final String DIFFERING = "differs_by_host";

  static final Field<List<String>> MASKED_COLUMNS = Field.names("masked_columns").orElse(List.of());
  static final Field<Optional<CloseReason>> CLOSE_REASON =
      Field.word("close_reason", CloseReason.class).optional();
  private static final Shape<Prevalence> PREVALENCE =
      Shape.of(
          Prevalence.class,
          Field.word("method", Finding.Method.class),
          Field.integer("have", 0),
          Field.integer("covered", 0),
          Field.sentence("cohort"),
          FindingFields.BASELINES);
  private static final Shape<Rating> RATING =
      Shape.of(
          Rating.class,
          Field.number("score"),
          Field.word("confidence", Finding.Confidence.class),
          Field.word("severity", Finding.Severity.class),
          FindingFields.BREAKDOWN);

  private FindingReader() {}

  static Finding read(Fields event) throws MalformedRecord {
    event.integer("class_uid", DETECTION_FINDING, DETECTION_FINDING);
    String uid = event.object("finding_info").name("uid");
    Fields diffy = event.object("unmapped").object("diffy");
    GroupKey group = group(diffy);
    return new Finding(
        new Subject(
            uid,
            diffy.nameOrEmpty("item_uid"),
            group,
            diffy.name("query"),
            diffy.word("kind", Kind.class),
            diffy.names("techniques")),
        FindingInstances.read(diffy, group),
        new EvidenceRows(
            row(diffy, event),
            diffy.row("previous"),
            MASKED_COLUMNS.read(diffy),
            FindingFields.DIFFERENCES.read(diffy),
            FindingFields.CHANGES.read(diffy),
            FindingFields.THING.read(diffy),
            diffy.row(DIFFERING).keySet().stream().toList()),
        PREVALENCE.read(diffy),
        RATING.read(diffy),
        new FindingLifecycle(
            diffy.integer("sequence", 1, Integer.MAX_VALUE),
            activity(event),
            new Seen(
                diffy.time("first_seen"),
                diffy.time("last_seen"),
                FindingFields.SIGHTINGS.read(diffy)),
            diffy.time("created_at"),
            diffy.time("evaluated_at"),
            CLOSE_REASON.read(diffy),
            new Occasion(diffy.nameOrEmpty("round_id"), diffy.nameOrEmpty("incident_id")),
            FindingFields.TRIAGE.read(diffy)),
        diffy.sentence("reason"));
  }

  private static Activity activity(Fields event) throws MalformedRecord {
    return switch (event.integer("activity_id", 1, 3)) {
      case 1 -> Activity.CREATE;
      case 2 -> Activity.UPDATE;
      default -> Activity.CLOSE;
    };
  }

  /** The group's text ends with the group's own name, which alone may be all of it. */
  private static GroupKey group(Fields diffy) throws MalformedRecord {
    GroupKey group = diffy.group("group");
    String asg = diffy.name("asg");
    if (!group.asg().equals(asg)) {
      throw new MalformedRecord(
          "\"unmapped.diffy.asg\": \"%s\" is not the group's name \"%s\""
              .formatted(SafeText.excerpt(asg), SafeText.excerpt(group.asg())));
    }
    return group;
  }

  private static Map<String, String> row(Fields diffy, Fields event) throws MalformedRecord {
    Map<String, String> row = new LinkedHashMap<>(diffy.row("row"));
    row.putAll(diffy.row(DIFFERING));
    Fields metadata = event.object("metadata");
    return metadata.has("untruncated_size")
        ? new CutRow(row, metadata.integer("untruncated_size", 0, Integer.MAX_VALUE))
        : row;
  }
}
