package io.diffy.aws;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.http.Abortable;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Looks at each answer before the SDK reads it. One that ends too early is a connection that was
 * cut; the JDK's client does not say so, and the SDK takes it for whole or for broken. One that
 * isn't AWS's, such as a page to sign in at, is 200 OK too, and would be an empty list. Both are
 * worth another attempt.
 */
final class AnswerInterceptor implements ExecutionInterceptor {
  /** No list of AWS comes near; objects are not held. */
  private static final int MOST = 64 << 20;

  private static final String CUT = "the connection was cut in the middle of the answer";
  private static final ExecutionAttribute<String> LAST =
      new ExecutionAttribute<>("diffy.last-answer");

  /** SSM's own fields begin with capitals, and it answers with none at all to a cancellation. */
  private static final Pattern JSON =
      Pattern.compile("\\{\\s*(?:\"(?!Message\")[A-Z]|\\}).*", Pattern.DOTALL);

  private static final Pattern ROOT =
      Pattern.compile("\\s*(?:<\\?xml[^>]*>\\s*)?<([\\w:.-]+)[\\s>/].*", Pattern.DOTALL);

  @Override
  public Optional<InputStream> modifyHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    SdkHttpResponse http = context.httpResponse();
    String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
    Optional<InputStream> body = context.responseBody();
    boolean object = operation.equals("GetObject") && http.isSuccessful();
    if (object && http.firstMatchingHeader("ETag").isPresent()) {
      return body.map(stream -> new WholeStream(stream, length(http)));
    }
    byte[] bytes = body.isPresent() ? whole(new WholeStream(body.get(), length(http))) : null;
    if (!http.isSuccessful()) {
      attributes.putAttribute(LAST, AwsFailure.last(http, bytes == null ? "" : text(http, bytes)));
    } else {
      check(operation, attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME), http, bytes);
    }
    return bytes == null ? body : Optional.of(new ByteArrayInputStream(bytes));
  }

  /** A time limit hides what was answered until then. */
  @Override
  public Throwable modifyException(
      Context.FailedExecution context, ExecutionAttributes attributes) {
    String last = attributes.getAttribute(LAST);
    return last != null && context.exception() instanceof ApiCallTimeoutException late
        ? ApiCallTimeoutException.builder().message(last).cause(late).build()
        : context.exception();
  }

  private static long length(SdkHttpResponse http) {
    return http.firstMatchingHeader("Content-Length")
        .filter(text -> text.matches("[0-9]{1,18}"))
        .map(Long::parseLong)
        .orElse(-1L);
  }

  private static byte[] whole(InputStream stream) {
    try {
      byte[] bytes = stream.readNBytes(MOST);
      if (bytes.length == MOST) {
        throw RetryableException.create("the answer is larger than " + MOST + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw RetryableException.create(String.valueOf(e.getMessage()), e);
    }
  }

  /** Whether a success says what this operation of this service says, and to its end. */
  private static void check(String operation, String service, SdkHttpResponse http, byte[] bytes) {
    String text = bytes == null ? "" : text(http, bytes);
    if (service.equals("S3") && !operation.equals("ListObjectsV2")) {
      boolean put = operation.equals("GetObject") || operation.equals("PutObject");
      if (put && http.firstMatchingHeader("ETag").isEmpty()) {
        throw foreign(http, text);
      }
      return;
    }
    boolean json = service.equalsIgnoreCase("ssm");
    String root = service.equals("S3") ? "ListBucketResult" : operation + "Response";
    Matcher xml = ROOT.matcher(text);
    boolean begins =
        json ? JSON.matcher(text).matches() : xml.matches() && xml.group(1).equals(root);
    if (!begins) {
      throw foreign(http, text);
    }
    if (!text.endsWith(json ? "}" : "</" + root + ">") && (json || !text.endsWith("/>"))) {
      throw RetryableException.create("%s, after %,d bytes".formatted(CUT, bytes.length));
    }
  }

  private static RetryableException foreign(SdkHttpResponse http, String text) {
    return RetryableException.create(AwsFailure.foreign(http, text));
  }

  /** The SDK unzips it too, later. */
  private static String text(SdkHttpResponse http, byte[] bytes) {
    boolean zipped = http.firstMatchingHeader("Content-Encoding").orElse("").equals("gzip");
    return new String(zipped ? unzipped(bytes) : bytes, StandardCharsets.UTF_8).strip();
  }

  private static byte[] unzipped(byte[] bytes) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return whole(in);
    } catch (IOException e) {
      throw RetryableException.create("the answer says that it is gzip, and is not", e);
    }
  }

  /** Ends only behind its last byte. */
  private static final class WholeStream extends FilterInputStream implements Abortable {
    private final long length;
    private long came;

    WholeStream(InputStream in, long length) {
      super(in);
      this.length = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
      int read;
      try {
        read = super.read(into, from, most);
      } catch (IOException e) {
        // Newer JDKs see for themselves that a body is short.
        throw came < length ? cut(e) : new IOException(CUT + " (" + e.getMessage() + ")", e);
      }
      came += Math.max(0, read);
      if (read < 0 && came < length) {
        throw cut(null);
      }
      return read;
    }

    private IOException cut(IOException cause) {
      return new IOException("%s: %,d of %,d bytes came".formatted(CUT, came, length), cause);
    }

    @Override
    public long skip(long most) throws IOException {
      long skipped = super.skip(most);
      came += skipped;
      return skipped;
    }

    @Override
    public boolean markSupported() {
      return false;
    }

    @Override
    public void abort() {
      if (in instanceof Abortable abortable) {
        abortable.abort();
      }
    }
  }
}
