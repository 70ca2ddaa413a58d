package io.diffy.registry;

import io.diffy.schemas.text.Nearest;
import java.io.Serial;
import java.util.List;
import java.util.Locale;

/** A plugin was chosen that is not there: wrong usage. The message says which ones are. */
public final class UnknownPlugin extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  UnknownPlugin(String type, String slug, List<String> there) {
    super(
        "there is no %s plugin \"%s\"%s; there %s"
            .formatted(
                type.replace("Plugin", "").toLowerCase(Locale.ROOT),
                slug,
                Nearest.question(slug, there),
                there.isEmpty() ? "is none" : "are " + String.join(", ", there)));
  }
}
