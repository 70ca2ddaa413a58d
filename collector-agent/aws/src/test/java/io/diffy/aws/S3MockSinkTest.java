package io.diffy.aws;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The archive on an S3 that other people wrote. */
@Execution(ExecutionMode.CONCURRENT)
class S3MockSinkTest extends S3SinkBehaviours {
  private static S3MockProcess mock;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    mock = S3MockProcess.shared();
    mock.bucket("diffy-test");
  }

  @Override
  Map<String, String> implementation() {
    return mock.settings();
  }
}
