package io.diffy.remote.intake;

import io.diffy.remote.intake.RemoteCounts.What;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Room for bodies: so much for all requests together, taken before a body is read, so that many big
 * ones at once can't end the process. Who finds none is told to come later.
 */
final class BodyRoom extends Handler.Wrapper {
  /** What a zipped body takes for each of its bytes, at most its largest. */
  private static final int UNFOLDED = 16;

  private final long most;
  private final int largestBody;
  private final RemoteCounts counts;
  private final AtomicLong taken = new AtomicLong();

  BodyRoom(Handler handler, long most, int largestBody, RemoteCounts counts) {
    super(handler);
    this.most = most;
    this.largestBody = largestBody;
    this.counts = counts;
  }

  @Override
  public boolean handle(Request request, Response response, Callback done) throws Exception {
    long length = request.getLength();
    if (length > largestBody) {
      counts.add(What.MALFORMED);
      String advice =
          "a body has at most %d MiB here; lower --logger_tls_max_lines or --logger_tls_max_linesize"
              .formatted(largestBody >> 20);
      RemoteHandler.write(RemoteReply.problem(413, advice), response, done);
      return true;
    }
    boolean zipped = request.getHeaders().contains("Content-Encoding");
    long needs = length < 0 ? largestBody : Math.min(largestBody, length * (zipped ? UNFOLDED : 1));
    if (taken.addAndGet(needs) > most) {
      taken.addAndGet(-needs);
      counts.add(What.PUT_OFF);
      RemoteHandler.write(
          RemoteReply.problem(503, "too much comes at once; send it again later"), response, done);
      return true;
    }
    Request.addCompletionListener(request, failure -> taken.addAndGet(-needs));
    return super.handle(request, response, done);
  }
}
