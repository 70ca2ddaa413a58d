package io.diffy.schemas.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.GroupKey;
import java.util.regex.Pattern;

/** OCSF's cloud object: where the group runs, as far as its key tells. */
final class Cloud {
  private static final Pattern AWS_ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final int ACCOUNT_OF_AWS = 10;
  private static final int ACCOUNT_OF_UNKNOWN = 0;

  private Cloud() {}

  static boolean isKnown(GroupKey group) {
    return !group.account().isEmpty() || !group.region().isEmpty();
  }

  static boolean isAws(GroupKey group) {
    return AWS_ACCOUNT.matcher(group.account()).matches();
  }

  static ObjectNode of(GroupKey group) {
    boolean aws = isAws(group);
    ObjectNode cloud = Nodes.object();
    cloud.put("provider", aws ? "AWS" : "Unknown");
    if (!group.account().isEmpty()) {
      ObjectNode account = cloud.putObject("account");
      account.put("uid", group.account());
      account.put("type_id", aws ? ACCOUNT_OF_AWS : ACCOUNT_OF_UNKNOWN);
      account.put("type", aws ? "AWS Account" : "Unknown");
    }
    Nodes.text(cloud, "region", group.region());
    return cloud;
  }
}
