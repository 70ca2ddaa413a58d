package io.diffy.health;

/**
 * Of a service that is alive as long as its process: when it can't go on it ends with an exit code.
 */
public final class ServiceHealth implements Health {
  private volatile boolean started;

  /** It does its work from now on. */
  public void started() {
    started = true;
  }

  @Override
  public boolean live() {
    return true;
  }

  @Override
  public boolean ready() {
    return started;
  }

  @Override
  public String state() {
    return started ? "running" : "starting";
  }
}
