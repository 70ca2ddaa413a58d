package io.diffy.aws.ssm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommentTest {
  private static final String LONGEST = "r".repeat(60);

  @Test
  void theBatchIsReadBackWhateverTheIncident() {
    for (String incident : new String[] {"", "INC-7", "a b\n$(c) 9", "x".repeat(500), "İstanbul"}) {
      String comment = Comment.of(LONGEST, 1234, incident);
      assertTrue(comment.length() <= Comment.MOST);
      assertEquals(Optional.of(1234), Comment.batch(comment, LONGEST));
    }
  }

  @Test
  void commentsOfOthersAreNotOurs() {
    assertEquals(Optional.empty(), Comment.batch("diffy run-10 1 INC", "run-1"));
    assertEquals(Optional.empty(), Comment.batch("diffy run-1 one", "run-1"));
    assertEquals(Optional.empty(), Comment.batch("patching", "run-1"));
    assertEquals(Optional.empty(), Comment.batch(null, "run-1"));
  }

  @Test
  void aRunIdThatDoesNotFitIsRefused() {
    assertTrue(Comment.fits(LONGEST));
    assertFalse(Comment.fits(LONGEST + "r"));
    assertFalse(Comment.fits("../run"));
    assertFalse(Comment.fits(""));
  }
}
