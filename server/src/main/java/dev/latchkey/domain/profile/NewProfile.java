package dev.latchkey.domain.profile;

/** A profile that this request brings into being. Only {@link Profiles#insert} makes one. */
public final class NewProfile {

  private final Profile profile;

  NewProfile(Profile profile) {
    this.profile = profile;
  }

  public Profile profile() {
    return profile;
  }
}
