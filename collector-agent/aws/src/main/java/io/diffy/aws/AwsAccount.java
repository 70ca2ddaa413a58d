package io.diffy.aws;

import java.util.List;

/**
 * An account, and how to get into it.
 *
 * @param id twelve digits; empty for the account the default credentials belong to, whichever it is
 * @param name a person's word for it; empty when it has none
 * @param role ARN of the role to assume; empty: the default credentials are used as they are
 * @param externalId what the role's trust policy asks for; empty when it asks for nothing
 * @param regions where to look; empty: the default region
 * @param sessionPolicy JSON that narrows what the session may do; empty: all that the role may
 */
public record AwsAccount(
    String id,
    String name,
    String role,
    String externalId,
    List<String> regions,
    String sessionPolicy) {

  /** The account the default credentials belong to. */
  public static final AwsAccount OWN = new AwsAccount("", "", "", "", List.of(), "");

  public AwsAccount {
    regions = List.copyOf(regions);
  }

  boolean is(String idOrName) {
    return id.equals(idOrName) || name.equals(idOrName);
  }

  /** Without the external id: whoever holds it is halfway to assuming the role. */
  @Override
  public String toString() {
    return "AwsAccount[" + id + (name.isEmpty() ? "" : " " + name) + "]";
  }
}
