package dev.latchkey.faces.pages;

/**
 * A colour, and what can be read on it (WCAG 2.2 sections 1.4.3 and 1.4.11).
 *
 * @param red 0 to 255, like the others
 */
record Colour(int red, int green, int blue) {

  static final Colour WHITE = new Colour(255, 255, 255);
  static final Colour BLACK = new Colour(0, 0, 0);

  /** How far two colours must be apart for text (WCAG level AA). */
  static final double TEXT = 4.5;

  /** The same for the edge of a field. */
  static final double EDGE = 3;

  private static final int STEPS = 50;

  /** Of {@code #rrggbb}. */
  static Colour of(String hex) {
    int value = Integer.parseInt(hex, 1, 7, 16);
    return new Colour(value >> 16, value >> 8 & 0xff, value & 0xff);
  }

  String css() {
    return "#%02x%02x%02x".formatted(red, green, blue);
  }

  /** From 1, none, to 21. */
  double contrast(Colour other) {
    double a = luminance();
    double b = other.luminance();
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private double luminance() {
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  }

  private static double linear(int channel) {
    double share = channel / 255.0;
    return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
  }

  /**
   * @param share of the other, 0 to 1
   */
  Colour mixed(Colour other, double share) {
    return new Colour(
        channel(red, other.red, share),
        channel(green, other.green, share),
        channel(blue, other.blue, share));
  }

  private static int channel(int one, int other, double share) {
    return (int) Math.round(one + (other - one) * share);
  }

  /** Black or white, whichever stands out more: one of the two is always readable. */
  Colour opposite() {
    return contrast(WHITE) >= contrast(BLACK) ? WHITE : BLACK;
  }

  /** This colour or the nearest one, towards black or white, that stands out from all of those. */
  Colour readableOn(double ratio, Colour... backgrounds) {
    Colour end = backgrounds[0].opposite();
    for (int i = 0; i < STEPS; i++) {
      Colour candidate = mixed(end, (double) i / STEPS);
      if (candidate.standsOut(ratio, backgrounds)) {
        return candidate;
      }
    }
    return end;
  }

  private boolean standsOut(double ratio, Colour... backgrounds) {
    for (Colour background : backgrounds) {
      if (contrast(background) < ratio) {
        return false;
      }
    }
    return true;
  }
}
