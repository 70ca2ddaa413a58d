package io.diffy.plugin;

import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What runs on an instance, and how to read what it prints. */
public interface Payload {

  /**
   * A POSIX shell script for {@code sh -c}. It prints one document to standard output and nothing
   * else, leaves nothing behind, and holds no credential.
   */
  String script();

  /** The script as a person may see it: without what is secret in it, such as a signed address. */
  default String shown() {
    return script();
  }

  /** The names of the queries that are answered, sorted. */
  List<String> queries();

  /**
   * What an instance said: one observation a query, failed ones included.
   *
   * @param output all of its standard output
   * @param at when it was taken, by the collector's clock; the document may know better
   * @throws BadOutput when it is not whole or not what the script prints
   */
  List<Observation> read(Instance instance, byte[] output, Instant at) throws BadOutput;

  /**
   * A line that the run's standard error holds where this output is really the instance's: output
   * comes by ways that others can write to, standard error is kept by who ran the script. Empty
   * where the script prints none.
   */
  default Optional<String> voucher(byte[] output) {
    return Optional.empty();
  }
}
