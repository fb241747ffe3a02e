package dev.latchkey.acceptance.conformance;

/** The plan <i>basic</i>. */
final class BasicPlanTest extends BasicPlan {

  BasicPlanTest() {
    super(false);
  }
}
