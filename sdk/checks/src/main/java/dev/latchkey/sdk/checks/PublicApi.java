package dev.latchkey.sdk.checks;

import java.io.IOException;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lists what of some classes can be called from outside, one line each; {@code ?} may be null. */
public final class PublicApi {

  private static final int KINDS = Modifier.STATIC | Modifier.FINAL | Modifier.ABSTRACT;

  private PublicApi() {}

  public static String of(Path classes) throws IOException, ClassNotFoundException {
    TreeMap<String, String> types = new TreeMap<>();
    List<Path> files;
    try (Stream<Path> all = Files.walk(classes)) {
      files = all.filter(file -> file.toString().endsWith(".class")).toList();
    }
    for (Path file : files) {
      String name = classes.relativize(file).toString().replace(".class", "").replace('/', '.');
      Class<?> type = Class.forName(name, false, PublicApi.class.getClassLoader());
      if (isPublic(type)) {
        types.put(name, describe(type));
      }
    }
    return String.join("\n", types.values());
  }

  private static boolean isPublic(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return isOpen(type.getModifiers()) && (outer == null || isPublic(outer));
  }

  private static boolean isOpen(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static String describe(Class<?> type) {
    TreeSet<String> members = new TreeSet<>();
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (isOpen(constructor.getModifiers())) {
        members.add("new(" + parameters(constructor) + ")");
      }
    }
    for (Method method : type.getDeclaredMethods()) {
      if (isOpen(method.getModifiers()) && !method.isSynthetic()) {
        String kind = Modifier.toString(method.getModifiers() & KINDS);
        members.add(
            (kind.isEmpty() ? "" : kind + " ")
                + method.getName()
                + "("
                + parameters(method)
                + "): "
                + text(method.getAnnotatedReturnType())
                + Arrays.stream(method.getExceptionTypes())
                    .map(thrown -> " throws " + thrown.getSimpleName())
                    .collect(Collectors.joining()));
      }
    }
    for (Field field : type.getDeclaredFields()) {
      if (isOpen(field.getModifiers()) && !field.isSynthetic()) {
        members.add(field.getName() + ": " + text(field.getAnnotatedType()));
      }
    }
    String parents =
        Stream.concat(
                Stream.ofNullable(type.getAnnotatedSuperclass()),
                Arrays.stream(type.getAnnotatedInterfaces()))
            .map(PublicApi::text)
            .filter(name -> !name.equals("Object"))
            .collect(Collectors.joining(", "));
    return type.getName()
        + (parents.isEmpty() ? "" : " : " + parents)
        + "\n"
        + members.stream().map(member -> "  " + member + "\n").collect(Collectors.joining());
  }

  private static String parameters(Executable executable) {
    return Arrays.stream(executable.getAnnotatedParameterTypes())
        .map(PublicApi::text)
        .collect(Collectors.joining(", "));
  }

  private static String text(AnnotatedType type) {
    return type.toString()
        .replaceAll("@org\\.jspecify\\.annotations\\.Nullable\\(\\) ", "?")
        .replaceAll("(?:[a-z0-9]+\\.)+(\\??)(?:@org\\.jspecify\\S+ )?", "$1");
  }
}
