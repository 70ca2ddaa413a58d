package io.diffy.acceptance.overload;

import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;

/**
 * How many bytes a second a broker gives each reader. With it what a processor can take is little,
 * so that minutes of ten times as much are judged within minutes once it is lifted.
 *
 * @param bytes a second; 0 is no quota
 */
record Quota(int bytes) {
  private static final ClientQuotaEntity EVERYBODY =
      new ClientQuotaEntity(Collections.singletonMap(ClientQuotaEntity.CLIENT_ID, null));

  void impose(Admin admin) throws Exception {
    if (bytes > 0) {
      set(admin, (double) bytes);
    }
  }

  void lift(Admin admin) throws Exception {
    if (bytes > 0) {
      set(admin, null);
    }
  }

  private static void set(Admin admin, Double rate) throws Exception {
    admin
        .alterClientQuotas(
            List.of(
                new ClientQuotaAlteration(
                    EVERYBODY, List.of(new ClientQuotaAlteration.Op("consumer_byte_rate", rate)))))
        .all()
        .get();
  }
}
