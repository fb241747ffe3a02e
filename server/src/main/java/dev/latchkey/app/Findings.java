package dev.latchkey.app;

import dev.latchkey.domain.input.Addresses.Fault;
import dev.latchkey.platform.config.ConfigurationFile;
import dev.latchkey.platform.config.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what the checks across settings find, so that a start names all of it at once. */
final class Findings {
  private final ConfigurationFile file;
  private final List<Problem> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  Findings(ConfigurationFile file) {
    this.file = file;
  }

  /** The whole file. */
  At root() {
    return new At("");
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /**
   * @throws dev.latchkey.platform.config.ConfigurationException if there is any problem
   */
  void refuseIfAny() {
    if (!problems.isEmpty()) {
      throw file.exception(problems);
    }
  }

  /** A value in the file, to find something about. */
  final class At {
    private final String pointer;

    private At(String pointer) {
      this.pointer = pointer;
    }

    /** Keys of the schema hold nothing that a pointer would have to escape. */
    At key(String name) {
      return new At(pointer + "/" + name);
    }

    At item(int index) {
      return new At(pointer + "/" + index);
    }

    void problem(String message, String mend) {
      problems.add(file.problemAt(pointer, message, mend));
    }

    /** A problem that quotes the value, unless it was filled in. */
    void wrong(String message, String mend) {
      problem(message + ", found " + file.describe(pointer), mend);
    }

    void wrong(Optional<Fault> fault) {
      fault.ifPresent(f -> wrong(f.message(), f.mend()));
    }

    void warning(String message) {
      Problem place = file.problemAt(pointer, message, "");
      String line = place.line() > 0 ? " (line " + place.line() + ")" : "";
      String path = place.path().isEmpty() ? "" : place.path() + line + ": ";
      warnings.add(path + message);
    }

    /** Whether the value came from outside of the file. */
    boolean isFilledIn() {
      return file.isFilledIn(pointer);
    }
  }
}
