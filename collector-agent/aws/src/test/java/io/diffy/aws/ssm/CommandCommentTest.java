package io.diffy.aws.ssm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommandCommentTest {
  private static final String LONGEST = "r".repeat(60);

  @Test
  void theBatchIsReadBackWhateverTheIncident() {
    for (String incident : new String[] {"", "INC-7", "a b\n$(c) 9", "x".repeat(500), "İstanbul"}) {
      String comment = CommandComment.of(LONGEST, 1234, incident);
      assertTrue(comment.length() <= CommandComment.MOST);
      assertEquals(Optional.of(1234), CommandComment.batch(comment, LONGEST));
    }
  }

  @Test
  void commentsOfOthersAreNotOurs() {
    assertEquals(Optional.empty(), CommandComment.batch("diffy run-10 1 INC", "run-1"));
    assertEquals(Optional.empty(), CommandComment.batch("diffy run-1 one", "run-1"));
    assertEquals(Optional.empty(), CommandComment.batch("patching", "run-1"));
    assertEquals(Optional.empty(), CommandComment.batch(null, "run-1"));
  }

  @Test
  void aRunIdThatDoesNotFitIsRefused() {
    assertTrue(CommandComment.fits(LONGEST));
    assertFalse(CommandComment.fits(LONGEST + "r"));
    assertFalse(CommandComment.fits("../run"));
    assertFalse(CommandComment.fits(""));
  }
}
