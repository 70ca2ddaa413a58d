package io.diffy.aws.scripted;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** Objects in memory behind a {@link ScriptedAws}: put, get, head, list with paging, delete. */
public final class ScriptedS3 {
  private final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
  private final Set<String> buckets = new ConcurrentSkipListSet<>();
  private final int pageSize;

  private ScriptedS3(int pageSize) {
    this.pageSize = pageSize;
  }

  /** Scripts the operations of S3; listings come in pages of this many keys. */
  public static ScriptedS3 on(ScriptedAws aws, int pageSize, String... buckets) {
    ScriptedS3 s3 = new ScriptedS3(pageSize);
    s3.buckets.addAll(List.of(buckets));
    aws.on("s3", "PutObject", s3.inBucket(s3::put));
    aws.on("s3", "GetObject", s3.inBucket(s3::get));
    aws.on("s3", "HeadObject", s3.inBucket(s3::get));
    aws.on("s3", "DeleteObject", s3.inBucket(s3::delete));
    aws.on("s3", "ListObjectsV2", s3.inBucket(s3::list));
    return s3;
  }

  /** Puts an object there as someone else would, such as the agent of an instance. */
  public void put(String bucket, String key, byte[] bytes) {
    objects.put(bucket + "/" + key, bytes);
  }

  /** The objects by {@code bucket/key}. */
  public Map<String, byte[]> objects() {
    return objects;
  }

  private Handler inBucket(Handler handler) {
    return call ->
        buckets.contains(path(call).split("/", 2)[0])
            ? handler.answer(call)
            : Answer.error(404, "NoSuchBucket", "The specified bucket does not exist");
  }

  private Answer put(Call call) {
    objects.put(path(call), call.body());
    return Answer.raw(200, Map.of("ETag", "\"1\""), new byte[0]);
  }

  /** An object, as GetObject answers. */
  public Answer get(Call call) {
    byte[] bytes = objects.get(path(call));
    return bytes == null
        ? Answer.error(404, "NoSuchKey", "The specified key does not exist.")
        : Answer.raw(
            200, Map.of("ETag", "\"1\"", "Content-Type", "application/octet-stream"), bytes);
  }

  private Answer delete(Call call) {
    objects.remove(path(call));
    return Answer.raw(204, Map.of(), new byte[0]);
  }

  /** A page of keys, as ListObjectsV2 answers. */
  public Answer list(Call call) {
    String bucket = path(call).split("/", 2)[0];
    String prefix = call.query().getOrDefault("prefix", "");
    String start = call.query().getOrDefault("start-after", "");
    String after = call.query().getOrDefault("continuation-token", start);
    boolean encoded = call.query().getOrDefault("encoding-type", "").equals("url");
    List<String> keys =
        objects.keySet().stream()
            .filter(path -> path.startsWith(bucket + "/" + prefix))
            .map(path -> path.substring(bucket.length() + 1))
            .filter(key -> key.compareTo(after) > 0)
            .limit(pageSize + 1L)
            .toList();
    boolean more = keys.size() > pageSize;
    List<String> page = more ? keys.subList(0, pageSize) : keys;
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    xml.append("<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
    xml.append("<Name>%s</Name><Prefix>%s</Prefix>".formatted(bucket, text(prefix, encoded)));
    xml.append("<KeyCount>%d</KeyCount><MaxKeys>%d</MaxKeys>".formatted(page.size(), pageSize));
    xml.append("<IsTruncated>%s</IsTruncated>".formatted(more));
    if (encoded) {
      xml.append("<EncodingType>url</EncodingType>");
    }
    for (String key : page) {
      xml.append(
          """
          <Contents><Key>%s</Key><LastModified>2026-11-20T03:00:00.000Z</LastModified>\
          <ETag>"1"</ETag><Size>%d</Size><StorageClass>STANDARD</StorageClass></Contents>"""
              .formatted(text(key, encoded), objects.get(bucket + "/" + key).length));
    }
    if (more) {
      String last = page.get(page.size() - 1);
      xml.append("<NextContinuationToken>%s</NextContinuationToken>".formatted(text(last, false)));
    }
    return Answer.raw(200, "application/xml", xml.append("</ListBucketResult>").toString());
  }

  private static String text(String key, boolean encoded) {
    return encoded ? URLEncoder.encode(key, StandardCharsets.UTF_8) : Wire.escape(key);
  }

  private static String path(Call call) {
    String raw = call.uri().getRawPath().substring(1).replace("+", "%2B");
    return URLDecoder.decode(raw, StandardCharsets.UTF_8);
  }
}
