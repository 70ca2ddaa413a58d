package io.diffy.hostagent;

import io.diffy.terminal.Screen;
import java.lang.reflect.Constructor;
import java.lang.reflect.Proxy;
import java.util.function.BooleanSupplier;

/**
 * Ends what runs at SIGHUP, so that it begins again with the settings of now; unless they are
 * wrong.
 */
final class Reload {
  /** For what is not to be reloaded. */
  static final Reload NONE = new Reload(null, () -> false);

  private final Screen screen;
  private final BooleanSupplier valid;
  private AutoCloseable work;
  private boolean asked;

  /**
   * Nothing runs yet.
   *
   * @param valid looks at the settings of now, says what is wrong, and whether they can be used
   */
  Reload(Screen screen, BooleanSupplier valid) {
    this.screen = screen;
    this.valid = valid;
  }

  /** Listens from now on. By reflection: the compiler warns of the class, and that is an error. */
  void onHangUp() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Constructor<?> named = signal.getConstructor(String.class);
      Object ours =
          Proxy.newProxyInstance(
              Reload.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  ask();
                }
                return null;
              });
      Object unused =
          signal.getMethod("handle", signal, handler).invoke(null, named.newInstance("HUP"), ours);
    } catch (ReflectiveOperationException | RuntimeException e) {
      screen.note("This Java takes no SIGHUP, so settings are read at a start only: " + e);
    }
  }

  /** What runs now. */
  void running(AutoCloseable now) {
    boolean late;
    synchronized (this) {
      work = now;
      late = asked;
    }
    if (late) {
      end(now); // asked for after its settings were read
    }
  }

  /** Whether it was ended to begin again. */
  synchronized boolean again() {
    boolean wanted = asked;
    asked = false;
    work = null;
    return wanted;
  }

  /** Looks at the settings, and ends what runs where they can be used. */
  void ask() {
    if (!valid.getAsBoolean()) {
      screen.warn("reload: the old settings stay in use");
      return;
    }
    AutoCloseable ended;
    synchronized (this) {
      ended = work;
      asked = true;
    }
    if (ended != null) {
      end(ended);
    }
  }

  private void end(AutoCloseable running) {
    screen.note("Reloading.");
    try {
      running.close();
    } catch (Exception e) {
      screen.warn("reload: could not end what runs: " + e);
    }
  }
}
