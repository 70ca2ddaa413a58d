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
}
