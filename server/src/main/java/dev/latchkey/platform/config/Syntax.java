package dev.latchkey.platform.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Says in plain words, and at the right place, why a text is not YAML. */
final class Syntax {
  private static final String CHECK_NEARBY =
      "Check the quotes, brackets and indentation near here.";

  /** Matched in order against the parser's context and problem, which name tokens, not mistakes. */
  private static final List<Fault> FAULTS =
      List.of(
          new Fault(
              "\t",
              "a tab stands where YAML takes only spaces",
              "Indent with spaces, put a text that holds tabs in quotes."),
          new Fault(
              "\\t",
              "a tab stands where YAML takes only spaces",
              "Indent with spaces, put a text that holds tabs in quotes."),
          new Fault(
              BoundedParser.TOO_DEEP,
              "lists and mappings are nested more than %d deep".formatted(BoundedParser.MAX_DEPTH),
              "Make the structure flatter."),
          new Fault(
              "mapping values are not allowed",
              "a `:` stands where no key can stand",
              "Put a text that holds `: ` in quotes, or mend the indentation of this line or the"
                  + " one above."),
          new Fault(
              "sequence entries are not allowed",
              "a `-` stands where no list can begin",
              "Begin the list on a line of its own, put a text that begins with `- ` in quotes."),
          new Fault(
              "expected ':'",
              "a key has no `:` after it",
              "Write `key: value`; a text over several lines needs `|` or quotes."),
          new Fault(
              "quoted scalar found unexpected end",
              "a text in quotes is not closed",
              "Write the closing quote."),
          new Fault(
              "unknown escape",
              "a `\\` in double quotes begins an escape that YAML does not know",
              "Write `\\\\` for the character itself, or use single quotes."),
          new Fault(
              "flow sequence",
              "a list in brackets lacks a `,` or its `]`",
              "Write `[a, b]`, and put texts that hold brackets or commas in quotes."),
          new Fault(
              "flow mapping",
              "a mapping in braces lacks a `,` or its `}`",
              "Write `{key: value, other: value}`, and put texts that hold braces or commas in"
                  + " quotes."),
          new Fault(
              "expected <block end>",
              "this line does not fit the lines above it",
              "Give the keys of one mapping, and the entries of one list, the same indentation."),
          new Fault(
              "that cannot start any token",
              "a text cannot begin with this character",
              "Put the text in quotes."),
          new Fault(
              "undefined alias",
              "this alias names an anchor that is not defined above it",
              "Write `&name` before the value that is meant, or put the text in quotes."),
          new Fault(
              "single document",
              "a second document begins here",
              "Remove the `---`; one file holds one document."));

  private Syntax() {}

  private record Fault(String sign, String message, String mend) {}

  /** The problem behind what the parser threw; the reader stands where it gave up. */
  static Problem problem(RuntimeException thrown, StreamReader reader) {
    if (!(thrown instanceof MarkedYamlEngineException marked)) {
      return new Problem(
          reader.getLine() + 1,
          reader.getColumn() + 1,
          "",
          "this cannot be read as YAML 1.2",
          CHECK_NEARBY);
    }
    String signs = marked.getContext() + " " + marked.getProblem();
    Fault fault =
        FAULTS.stream()
            .filter(known -> signs.contains(known.sign()))
            .findFirst()
            .orElseGet(() ->
                new Fault("", "this is not YAML: " + marked.getProblem().strip(), CHECK_NEARBY));
    boolean begunEarlier =
        Stream.of("end of stream", "<stream end>", "expected ':'").anyMatch(signs::contains);
    Optional<Mark> mark = marked.getProblemMark();
    if (begunEarlier || mark.isEmpty()) {
      // What was begun and never ended is the place to look, not where the parser noticed.
      mark = marked.getContextMark().or(marked::getProblemMark);
    }
    return new Problem(
        mark.map(Mark::getLine).orElseGet(reader::getLine) + 1,
        mark.map(Mark::getColumn).orElseGet(reader::getColumn) + 1,
        "",
        fault.message(),
        fault.mend());
  }
}
