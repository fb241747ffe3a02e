package dev.latchkey.faces.pages.account;

/**
 * A QR code: squares of one unit with the quiet margin around them, the dark ones as the path of an
 * SVG, so that it needs neither a script nor a picture (ISO/IEC 18004).
 *
 * @param size in units, margin included
 */
public record QrCode(int size, String path) {

  private static final int MARGIN = 4;

  static QrCode of(String text) {
    var code = io.nayuki.qrcodegen.QrCode.encodeText(text, io.nayuki.qrcodegen.QrCode.Ecc.MEDIUM);
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < code.size; y++) {
      for (int x = 0; x < code.size; x++) {
        if (code.getModule(x, y)) {
          path.append('M').append(x + MARGIN).append(' ').append(y + MARGIN).append("h1v1h-1z");
        }
      }
    }
    return new QrCode(code.size + 2 * MARGIN, path.toString());
  }
}
