package dev.latchkey.domain.profile;

/**
 * A profile that this request brings into being, or makes an account. Only {@link Profiles#insert}
 * and {@link LiteProfiles#grow} make one.
 */
public final class NewProfile {

  private final Profile profile;
  private final ConsentAnswers answers;

  NewProfile(Profile profile, ConsentAnswers answers) {
    this.profile = profile;
    this.answers = answers;
  }

  public Profile profile() {
    return profile;
  }

  /** What its maker agreed to. */
  public ConsentAnswers answers() {
    return answers;
  }
}
