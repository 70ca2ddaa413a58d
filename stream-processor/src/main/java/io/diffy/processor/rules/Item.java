package io.diffy.processor.rules;

/**
 * A row after canonicalisation. Two hosts that show the same item show the same thing.
 *
 * @param identity which thing it is: {@code column=text} of the identity columns
 * @param attributes the other kept columns, in the same form
 */
public record Item(String identity, String attributes) {

  /** The text that names the item in a finding's uid. */
  public String text() {
    return identity + '\u001e' + attributes;
  }
}
