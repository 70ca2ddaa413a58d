package io.diffy.schemas.packfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.YAMLException;

/** The documents of a file of YAML. */
final class FleetYaml {
  private static final Pattern LINE = Pattern.compile("in 'reader', line ([0-9]+)");

  private FleetYaml() {}

  static List<JsonNode> documents(String file, String text) throws IOException {
    LoaderOptions limits = new LoaderOptions();
    limits.setCodePointLimit(PackReader.MAX_BYTES);
    limits.setNestingDepthLimit(32);
    limits.setAllowDuplicateKeys(false);
    YAMLMapper yaml = new YAMLMapper(YAMLFactory.builder().loaderOptions(limits).build());
    try (MappingIterator<JsonNode> documents = yaml.readerFor(JsonNode.class).readValues(text)) {
      return documents.readAll();
    } catch (JsonProcessingException e) {
      // Where its context begins stands first, and last what is wrong.
      Optional<String> line =
          LINE.matcher(e.getOriginalMessage()).results().map(m -> m.group(1)).reduce((a, b) -> b);
      throw malformed(
          file,
          line.orElse(e.getLocation() == null ? "1" : "" + e.getLocation().getLineNr()),
          e.getOriginalMessage());
    } catch (YAMLException e) {
      throw malformed(file, "1", e.getMessage());
    }
  }

  private static MalformedPack malformed(String file, String line, String problem) {
    return new MalformedPack(
        "%s: line %s: not YAML: %s; correct it there"
            .formatted(file, line, PackText.excerpt(problem)));
  }
}
