package io.diffy.settings.judging;

import io.diffy.aws.AwsAccounts;
import io.diffy.processor.config.StreamsProperties;
import io.diffy.settings.MoreSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;

/** What is set for those who judge, and for AWS. */
public final class JudgingSettings implements MoreSettings {
  /** Nothing would be right with another value: what is read twice, passed over, kept elsewhere. */
  private static final Set<String> OWNED =
      Set.of(
          "application.id",
          "state.dir",
          "processing.guarantee",
          "ensure.explicit.internal.resource.naming");

  @Override
  public Map<String, String> described() {
    Map<String, String> described = new TreeMap<>();
    HostLimits.KEYS.forEach(key -> described.put(key, "How much one host may send."));
    TrustSettings.KEYS.forEach(key -> described.put(key, "Whose signatures count."));
    AwsAccounts.settings().forEach(key -> described.put(key, "How AWS is reached."));
    return described;
  }

  @Override
  public List<String> open() {
    return List.of(PinnedColumns.VOLATILE, PinnedColumns.NEVER);
  }

  @Override
  public ConfigDef kafka() {
    return StreamsProperties.definition();
  }

  @Override
  public Set<String> owned() {
    return OWNED;
  }

  @Override
  public List<String> ofOneClient() {
    return StreamsProperties.OF_ONE_CLIENT;
  }
}
