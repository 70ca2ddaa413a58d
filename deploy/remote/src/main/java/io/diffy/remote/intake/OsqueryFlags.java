package io.diffy.remote.intake;

import java.util.ArrayList;
import java.util.List;

/**
 * The flags file of a stock osqueryd that this endpoint serves.
 *
 * @param server name and port of the endpoint, or of the load balancer in front of it
 * @param secret file on the host that holds the enroll secret
 * @param serverCa file on the host with who signed the endpoint's certificate; empty: osquery's own
 *     list
 * @param clientCertificates whether the endpoint asks for a certificate
 * @param ec2 whether the group asks for instance identity documents
 */
public record OsqueryFlags(
    String server, String secret, String serverCa, boolean clientCertificates, boolean ec2) {

  /** Line by line; what is explained stands behind {@code #}, which osqueryd passes over. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (ec2) {
      lines.addAll(
          List.of(
              "# The file of the secret has to hold the instance identity document and its signature, too. Before osqueryd starts:",
              "#   T=$(curl -sX PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)",
              "#   D=http://169.254.169.254/latest/dynamic/instance-identity",
              "#   { cat /etc/osquery/group_secret; echo",
              "#     curl -sH \"X-aws-ec2-metadata-token: $T\" $D/document | base64 -w0; echo",
              "#     curl -sH \"X-aws-ec2-metadata-token: $T\" $D/signature; } > " + secret));
    }
    lines.add("--tls_hostname=" + server);
    lines.add("--enroll_secret_path=" + secret);
    if (!serverCa.isEmpty()) {
      lines.add("--tls_server_certs=" + serverCa);
    }
    if (clientCertificates) {
      lines.add("--tls_client_cert=/etc/osquery/client.pem");
      lines.add("--tls_client_key=/etc/osquery/client.key");
    }
    lines.addAll(
        List.of(
            "--host_identifier=uuid",
            "--enroll_tls_endpoint=/osquery/enroll",
            "--config_plugin=tls",
            "--config_tls_endpoint=/osquery/config",
            "--config_refresh=600",
            "--logger_plugin=tls",
            "--logger_tls_endpoint=/osquery/log",
            "--logger_tls_compress=true",
            "# Together at most the endpoint's --tls-largest-body, 64 MiB.",
            "--logger_tls_max_linesize=4194304",
            "--logger_tls_max_lines=16",
            "# One line for each run of what is scheduled as differences.",
            "--logger_event_type=false",
            "--disable_distributed=false",
            "--distributed_plugin=tls",
            "--distributed_interval=10",
            "--distributed_tls_read_endpoint=/osquery/distributed/read",
            "--distributed_tls_write_endpoint=/osquery/distributed/write"));
    return lines;
  }
}
