package io.diffy.rules.volatility;

import io.diffy.rules.volatility.TokenizedRow.Role;
import io.diffy.rules.volatility.TokenizedRow.Token;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * Rows of one form: they differ only in tokens that are each host's own. What runs, and something
 * of each name, is the same in all of them, so that a shell in a folder for anybody is of no form.
 */
final class RowForms {
  private static final String OWN = "*";

  private final Map<Long, BitSet> hostsByItem;
  private final int least;
  private final boolean naming;
  private final Map<Long, String> forms = new HashMap<>();

  private RowForms(Map<Long, BitSet> hostsByItem, int least, boolean naming) {
    this.hostsByItem = hostsByItem;
    this.least = least;
    this.naming = naming;
  }

  /**
   * The form of each item that is of one.
   *
   * @param hostsByItem which hosts show an item, by their numbers
   * @param least how many hosts must have rows of a form
   * @param naming whether rows of a form must name what runs and whom
   * @param rows the compared columns of a row that shows an item
   */
  static Map<Long, String> of(
      Map<Long, BitSet> hostsByItem,
      int least,
      boolean naming,
      LongFunction<Map<String, String>> rows) {
    RowForms found = new RowForms(hostsByItem, least, naming);
    Map<String, Map<Long, List<Token>>> shapes = new TreeMap<>();
    for (long item : hostsByItem.keySet()) {
      TokenizedRow row = TokenizedRow.of(rows.apply(item));
      if (!row.tokens().isEmpty()) {
        shapes.computeIfAbsent(row.shape(), s -> new TreeMap<>()).put(item, row.tokens());
      }
    }
    shapes.forEach(
        (shape, items) -> {
          if (found.enoughHave(items.keySet())) {
            found.add(shape, items);
          }
        });
    return found.forms;
  }

  private void add(String shape, Map<Long, List<Token>> items) {
    Set<String> alike = new HashSet<>();
    int length = items.values().iterator().next().size();
    // One place after the other: all at once would hold a set of hosts for each token of each row.
    for (int at = 0; at < length; at++) {
      alike.addAll(alikeAt(at, items));
    }
    Map<List<String>, List<Long>> byForm = new HashMap<>();
    items.forEach(
        (item, tokens) -> {
          List<String> form = form(tokens, alike);
          if (!naming || names(form, tokens)) {
            byForm.computeIfAbsent(form, f -> new ArrayList<>()).add(item);
          }
        });
    byForm.forEach(
        (form, of) -> {
          if (enoughHave(of)) {
            of.forEach(item -> forms.put(item, shape + form));
          }
        });
  }

  /** The tokens and stems at a place that enough hosts show there; rows of a shape are as long. */
  private Set<String> alikeAt(int at, Map<Long, List<Token>> items) {
    Map<String, BitSet> having = new HashMap<>();
    items.forEach(
        (item, tokens) -> {
          for (String text : List.of(tokens.get(at).text(), stem(tokens.get(at)))) {
            having.computeIfAbsent(at + ":" + text, k -> new BitSet()).or(hostsByItem.get(item));
          }
        });
    having.values().removeIf(hosts -> hosts.cardinality() < least);
    return having.keySet();
  }

  private boolean enoughHave(Iterable<Long> items) {
    BitSet all = new BitSet();
    items.forEach(item -> all.or(hostsByItem.get(item)));
    return all.cardinality() >= least;
  }

  private static List<String> form(List<Token> tokens, Set<String> alike) {
    List<String> form = new ArrayList<>(tokens.size());
    for (int at = 0; at < tokens.size(); at++) {
      Token token = tokens.get(at);
      if (alike.contains(at + ":" + token.text())) {
        form.add(token.text());
      } else if (alike.contains(at + ":" + stem(token))) {
        form.add(stem(token));
      } else {
        form.add(OWN);
      }
    }
    return form;
  }

  /** With a mark that no token holds, so that it is told from a token that reads alike. */
  private static String stem(Token token) {
    return token.stem().isEmpty() ? OWN : token.stem() + '#';
  }

  /**
   * Whether what is alike says what runs, and something of each name; of the names of hosts and
   * accounts nothing need be, where all else in the row is alike.
   */
  private static boolean names(List<String> form, List<Token> tokens) {
    Set<Integer> naming = new HashSet<>();
    Set<Integer> owners = new HashSet<>();
    Set<Integer> named = new HashSet<>();
    boolean any = false;
    boolean rest = true;
    for (int at = 0; at < tokens.size(); at++) {
      Token token = tokens.get(at);
      if (token.role() == Role.PROGRAM && !form.get(at).equals(token.text())) {
        return false;
      }
      boolean alike = !form.get(at).equals(OWN);
      any |= alike;
      rest &= alike || token.role() == Role.OWNER;
      if (token.role() != Role.OTHER) {
        (token.role() == Role.OWNER ? owners : naming).add(token.column());
        if (alike && token.text().length() > 1) {
          named.add(token.column());
        }
      }
    }
    return any && named.containsAll(naming) && (rest || named.containsAll(owners));
  }
}
