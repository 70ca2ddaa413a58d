package io.diffy.aws.ssm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The bucket that the agents write to. Whoever may run there may write odd things into it. */
record OutputBucket(S3Client s3, String name) {
  /** A command of 50 instances leaves 100 keys; a host that leaves more must not fill memory. */
  private static final int MOST_KEYS = 10_000;

  /** The keys that begin so. */
  List<String> keys(String prefix) {
    List<String> keys = new ArrayList<>();
    for (S3Object object :
        s3.listObjectsV2Paginator(request -> request.bucket(name).prefix(prefix)).contents()) {
      keys.add(object.key());
      if (keys.size() == MOST_KEYS) {
        break;
      }
    }
    return keys;
  }

  /**
   * An object, at most {@code most} bytes of it and one more. The stream is read no further, so a
   * huge object costs no memory.
   */
  byte[] get(String key, int most) {
    return s3.getObject(
        request -> request.bucket(name).key(key),
        (response, stream) -> {
          try {
            byte[] bytes = stream.readNBytes(most + 1);
            if (bytes.length > most) {
              stream.abort();
            }
            return bytes;
          } catch (IOException e) {
            // A connection that broke in the middle is worth another attempt.
            throw RetryableException.create(String.valueOf(e.getMessage()), e);
          }
        });
  }
}
