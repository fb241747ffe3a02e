package dev.latchkey.acceptance.conformance;

/** The plan <i>formpost-basic</i>. */
final class FormPostPlanTest extends BasicPlan {

  FormPostPlanTest() {
    super(true);
  }
}
