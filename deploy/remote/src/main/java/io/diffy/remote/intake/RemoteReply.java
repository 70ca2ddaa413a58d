package io.diffy.remote.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.remote.topic.LenientJson;

/** What a host is told. */
record RemoteReply(int status, ObjectNode body) {

  static RemoteReply ok(ObjectNode body) {
    return new RemoteReply(200, body);
  }

  static RemoteReply ok() {
    return ok(LenientJson.object());
  }

  /** The host forgets its key and enrols again. */
  static RemoteReply nobody() {
    return ok(
        LenientJson.object()
            .put("node_invalid", true)
            .put("error", "the node key is nobody's; enrol again"));
  }

  static RemoteReply problem(int status, String error) {
    return new RemoteReply(status, LenientJson.object().put("error", error));
  }
}
