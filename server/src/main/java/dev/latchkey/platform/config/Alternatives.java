package dev.latchkey.platform.config;

import static java.util.Comparator.comparing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Makes one complaint of an {@code anyOf} or {@code oneOf} of which no branch fits. A validator
 * reports the violations of all branches; a person wants to hear of the branch that was meant. That
 * is the one whose type and whose constants (a {@code type: google} says what an entry is) fit, and
 * of several, the one with the fewest violations. Where the branches ask the same question, they
 * are asked as one: "must be a text or a list".
 */
final class Alternatives {
  /** A violation made here: every branch lacks a key, any of the wanted names would do. */
  static final String REQUIRED_EITHER = "required either";

  private static final Set<String> TYPE = Set.of("type");
  private static final Set<String> REQUIRED = Set.of("required");
  private static final Set<String> CONSTANTS = Set.of("const", "enum");
  private static final Set<String> CHOICES = Set.of("anyOf", "oneOf");

  /** Keywords after which the evaluation names a member; true if that leads into the value. */
  private static final Map<String, Boolean> WITH_MEMBER =
      Map.of(
          "properties", true,
          "patternProperties", true,
          "prefixItems", true,
          "dependentSchemas", false,
          "allOf", false,
          "anyOf", false,
          "oneOf", false);

  /** Keywords that lead into the value by themselves. */
  private static final Set<String> INTO_VALUE =
      Set.of(
          "additionalProperties", "unevaluatedProperties", "items", "unevaluatedItems", "contains");

  private Alternatives() {}

  static List<Violation> reduce(List<Violation> violations) {
    return reduce(violations, 0);
  }

  /** One choice at one value: where the evaluation comes to it, and the value it is about. */
  private record Choice(List<String> evaluation, String pointer) {
    int branch(Violation violation) {
      return Integer.parseInt(violation.evaluation().get(evaluation.size()));
    }
  }

  private static List<Violation> reduce(List<Violation> violations, int from) {
    List<Violation> result = new ArrayList<>();
    Map<Choice, List<Violation>> choices = new LinkedHashMap<>();
    for (Violation violation : violations) {
      choice(violation, from)
          .map(choice -> choices.computeIfAbsent(choice, _ -> new ArrayList<>()))
          .orElse(result)
          .add(violation);
    }
    // The violation of a oneOf itself says nothing more when those of its branches are here.
    result.removeIf(v -> choices.containsKey(new Choice(v.evaluation(), v.pointer())));
    choices.forEach((choice, inside) -> result.addAll(best(choice, inside)));
    return result;
  }

  /** The first choice the evaluation passes through at or after a position. */
  private static Optional<Choice> choice(Violation violation, int from) {
    List<String> evaluation = violation.evaluation();
    int descents = 0;
    for (int i = 0; i + 1 < evaluation.size(); i++) {
      String keyword = evaluation.get(i);
      if (CHOICES.contains(keyword) && i >= from) {
        return Optional.of(
            new Choice(evaluation.subList(0, i + 1), ancestor(violation.pointer(), descents)));
      }
      Boolean intoValue = WITH_MEMBER.get(keyword);
      if (intoValue != null) {
        descents += intoValue ? 1 : 0;
        i++;
      } else if (INTO_VALUE.contains(keyword)) {
        descents++;
      }
    }
    return Optional.empty();
  }

  private static String ancestor(String pointer, int segments) {
    int end = 0;
    for (int i = 0; i < segments; i++) {
      int next = pointer.indexOf('/', end + 1);
      end = next < 0 ? pointer.length() : next;
    }
    return pointer.substring(0, end);
  }

  private static List<Violation> best(Choice choice, List<Violation> violations) {
    Map<Integer, List<Violation>> branches = new TreeMap<>();
    for (Violation violation : violations) {
      branches.computeIfAbsent(choice.branch(violation), _ -> new ArrayList<>()).add(violation);
    }
    return sameQuestion(choice, branches.values().stream().toList())
        .map(List::of)
        .orElseGet(() ->
            branches.values().stream()
                .map(branch -> reduce(branch, choice.evaluation().size() + 1))
                .min(
                    comparing((List<Violation> branch) -> isOfAnotherType(choice, branch))
                        .thenComparing(branch -> isOfAnotherKind(choice, branch))
                        .thenComparingInt(List::size))
                .orElse(violations));
  }

  /** One violation in place of those of all branches, if each branch has one of the same kind. */
  private static Optional<Violation> sameQuestion(Choice choice, List<List<Violation>> branches) {
    List<Violation> first = branches.getFirst();
    if (branches.stream().allMatch(branch -> isOfAnotherType(choice, branch))) {
      return of(first, TYPE, choice.pointer())
          .map(v -> v.demanding("type", wanted(branches, TYPE, choice.pointer())));
    }
    if (branches.stream()
        .allMatch(b -> b.size() == 1 && of(b, REQUIRED, choice.pointer()).isPresent())) {
      ArrayNode names = JsonNodeFactory.instance.arrayNode();
      branches.stream().map(branch -> branch.getFirst().key()).distinct().forEach(names::add);
      return Optional.of(first.getFirst().demanding(REQUIRED_EITHER, names));
    }
    return first.stream()
        .filter(v -> CONSTANTS.contains(v.keyword()))
        .filter(v -> branches.stream().allMatch(b -> of(b, CONSTANTS, v.pointer()).isPresent()))
        .findFirst()
        .map(v -> v.demanding("enum", wanted(branches, CONSTANTS, v.pointer())));
  }

  private static boolean isOfAnotherType(Choice choice, List<Violation> branch) {
    return of(branch, TYPE, choice.pointer()).isPresent();
  }

  private static boolean isOfAnotherKind(Choice choice, List<Violation> branch) {
    return branch.stream()
        .filter(v -> CONSTANTS.contains(v.keyword()))
        .anyMatch(v -> Pointers.parent(v.pointer()).equals(choice.pointer()));
  }

  private static Optional<Violation> of(
      List<Violation> branch, Set<String> keywords, String pointer) {
    return branch.stream()
        .filter(v -> keywords.contains(v.keyword()) && v.pointer().equals(pointer))
        .findFirst();
  }

  private static ArrayNode wanted(
      List<List<Violation>> branches, Set<String> keywords, String pointer) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    branches.stream()
        .flatMap(List::stream)
        .filter(v -> keywords.contains(v.keyword()) && v.pointer().equals(pointer))
        .flatMap(v -> v.keyword().equals("const") ? Stream.of(v.wanted()) : each(v.wanted()))
        .distinct()
        .forEach(all::add);
    return all;
  }

  private static Stream<JsonNode> each(JsonNode wanted) {
    return wanted.isArray() ? wanted.valueStream() : Stream.of(wanted);
  }
}
