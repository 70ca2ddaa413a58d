package io.diffy.aws;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;

/** What EC2 knows of instances. */
record Ec2Instances(Ec2Client ec2, Consumer<String> notes) {
  /** As many ids as EC2 answers without paging, and a page's greatest size. */
  static final int MAX_IDS = 1_000;

  static final int MAX_FILTER_VALUES = 200;

  private static final Set<String> NO_SUCH_ID =
      Set.of("InvalidInstanceID.NotFound", "InvalidInstanceID.Malformed");

  /** An instance, and the account it belongs to. */
  record Owned(String account, Instance instance) {}

  /** By id; one that EC2 does not know (any more) is left out. */
  SortedMap<String, Owned> describe(Collection<String> ids) {
    SortedMap<String, Owned> found = new TreeMap<>();
    for (List<String> batch : batches(ids, MAX_IDS)) {
      try {
        found.putAll(find(DescribeInstancesRequest.builder().instanceIds(batch).build()));
      } catch (Ec2Exception e) {
        if (!NO_SUCH_ID.contains(AwsFailure.code(e))) {
          throw e;
        }
        // One instance that ended meanwhile fails the whole call. A filter leaves it out.
        for (List<String> values : batches(batch, MAX_FILTER_VALUES)) {
          found.putAll(find(filtered("instance-id", values)));
        }
      }
    }
    return found;
  }

  /** Those that have just this value of a tag, ended ones included. */
  SortedMap<String, Owned> tagged(String tag, String value) {
    return find(filtered("tag:" + tag, List.of(literal(value))));
  }

  private SortedMap<String, Owned> find(DescribeInstancesRequest request) {
    SortedMap<String, Owned> found = new TreeMap<>();
    Pages.of(
            "EC2 instances",
            notes,
            token -> ec2.describeInstances(request.toBuilder().nextToken(token).build()),
            DescribeInstancesResponse::nextToken)
        .flatMap(page -> page.reservations().stream())
        .forEach(
            reservation -> {
              String account = reservation.ownerId() == null ? "" : reservation.ownerId();
              reservation
                  .instances()
                  .forEach(one -> found.put(one.instanceId(), new Owned(account, one)));
            });
    return found;
  }

  private static DescribeInstancesRequest filtered(String filter, List<String> values) {
    return DescribeInstancesRequest.builder()
        .filters(Filter.builder().name(filter).values(values).build())
        .maxResults(MAX_IDS)
        .build();
  }

  /** EC2 reads {@code *} and {@code ?} in a filter as wild cards unless a backslash goes before. */
  static String literal(String value) {
    return value.replace("\\", "\\\\").replace("*", "\\*").replace("?", "\\?");
  }

  private static List<List<String>> batches(Collection<String> ids, int size) {
    List<String> sorted = new ArrayList<>(new TreeSet<>(ids));
    List<List<String>> batches = new ArrayList<>();
    for (int from = 0; from < sorted.size(); from += size) {
      batches.add(sorted.subList(from, Math.min(sorted.size(), from + size)));
    }
    return batches;
  }
}
