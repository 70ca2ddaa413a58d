package io.diffy.console.http;

/** Does one operation. */
@FunctionalInterface
public interface Handling {
  /** What is answered; throws a {@link Problem} where it can't be done. */
  Reply of(Call call);
}
