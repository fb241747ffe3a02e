package dev.latchkey.platform.config;

/**
 * One thing that is wrong in a configuration file.
 *
 * @param line counted from 1; 0 when the file as a whole is meant
 * @param column counted from 1 in code points; 0 when the file as a whole is meant
 * @param path where in the tree, such as {@code tenants[0].clients[1].redirect_uris}; empty for the
 *     root
 * @param message what is wrong, in words for the person who wrote the file
 * @param mend what to write instead
 */
public record Problem(int line, int column, String path, String message, String mend) {

  /** This problem as one line of text, for the file of that name. */
  String in(String file) {
    var text = new StringBuilder(file);
    if (line > 0) {
      text.append(':').append(line).append(':').append(column);
    }
    text.append("  ");
    if (!path.isEmpty()) {
      text.append(path).append("  ");
    }
    text.append(message);
    if (!message.endsWith("?")) {
      text.append('.');
    }
    return text.append(" Mend: ").append(mend).toString();
  }
}
