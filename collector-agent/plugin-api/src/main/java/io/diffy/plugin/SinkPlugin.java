package io.diffy.plugin;

/** Takes the records of a topic to where other software finds them: a search engine, a store. */
public interface SinkPlugin extends Plugin {

  /** What it takes, and how it likes to be given it; the same at every call. */
  SinkHabits habits();

  /**
   * Opens the way to the target. Called once before records are delivered, and again after a
   * failure.
   *
   * @param dataset one of those it takes
   * @throws PluginFailure when the settings are wrong, or the target can't be reached
   */
  Sink open(Dataset dataset, PluginContext context);

  /**
   * Where records of this dataset go, for a person; no secret. Empty when there is nothing to say.
   *
   * @throws PluginFailure when the settings are wrong
   */
  default String where(Dataset dataset, PluginContext context) {
    return "";
  }

  /**
   * Tries the way to the target and delivers no record.
   *
   * @return what was found, in one sentence
   * @throws PluginFailure when records could not be delivered this way
   */
  default String test(Dataset dataset, PluginContext context) {
    open(dataset, context).close();
    return "the target can be reached; nothing was delivered";
  }
}
