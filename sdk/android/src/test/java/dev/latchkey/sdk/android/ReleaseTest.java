package dev.latchkey.sdk.android;

import static org.assertj.core.api.Assertions.assertThat;

import android.app.Activity;
import dev.latchkey.sdk.checks.Javadoc;
import dev.latchkey.sdk.checks.PublicApi;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What an app may rely on: the archive and its manifest, the API, the dependencies, the words. */
class ReleaseTest {

  private static final String ANDROID = "http://schemas.android.com/apk/res/android";
  private static final Path AAR = Path.of("target", "latchkey-sdk-android-0.1.0.aar");
  private static final int JAVA_11 = 55;
  private static final int MAX_AAR_KIB = 48;

  /** The SDK for the JVM, and what it brings; on Android, Gradle takes the variant of okhttp. */
  private static final List<String> DEPENDENCIES =
      List.of(
          "annotations-13.0.jar",
          "jspecify-1.0.1.jar",
          "kotlin-stdlib-2.1.21.jar",
          "latchkey-sdk",
          "nanojson-1.10.jar",
          "okhttp-5.5.1.jar",
          "okio-3.18.1.jar",
          "okio-jvm-3.18.1.jar");

  private static Map<String, byte[]> unzip(byte[] archive) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!entry.isDirectory()) {
          files.put(entry.getName(), zip.readAllBytes());
        }
      }
    }
    return files;
  }

  private static Map<String, byte[]> aar() throws IOException {
    return unzip(Files.readAllBytes(AAR));
  }

  private static byte[] file(String name) throws IOException {
    return Objects.requireNonNull(aar().get(name), name);
  }

  // --- the archive -----------------------------------------------------------------------------

  @Test
  void the_aar_has_what_the_android_build_wants_and_is_small() throws IOException {
    Map<String, byte[]> aar = aar();
    assertThat(aar.keySet())
        .containsExactly("AndroidManifest.xml", "R.txt", "classes.jar", "proguard.txt");
    assertThat(aar.get("R.txt")).isEmpty();
    assertThat(Files.size(AAR) / 1024).isLessThan(MAX_AAR_KIB);
  }

  @Test
  void its_classes_are_those_of_the_module_for_java_11_and_nothing_else() throws IOException {
    Map<String, byte[]> classes = unzip(file("classes.jar"));
    classes.remove("META-INF/MANIFEST.MF");
    assertThat(classes.keySet())
        .isNotEmpty()
        .allMatch(name -> name.matches("dev/latchkey/sdk/android/[\\w$-]+\\.class"));
    for (Map.Entry<String, byte[]> entry : classes.entrySet()) {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(entry.getValue()));
      in.readInt();
      in.readUnsignedShort();
      assertThat(in.readUnsignedShort()).as(entry.getKey()).isEqualTo(JAVA_11);
    }
  }

  /** R8 finds nothing to keep by a rule but what the manifest names. */
  @Test
  void its_rules_keep_the_activities_of_the_manifest_and_no_more() throws Exception {
    List<String> kept = new ArrayList<>();
    Pattern.compile("(?m)^-keep public class ([\\w.]+) ")
        .matcher(new String(file("proguard.txt"), StandardCharsets.UTF_8))
        .results()
        .forEach(rule -> kept.add(rule.group(1)));
    assertThat(kept).containsExactlyInAnyOrderElementsOf(activities().keySet());
  }

  // --- the manifest ----------------------------------------------------------------------------

  private static Element manifest() throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setNamespaceAware(true);
    return factory
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(file("AndroidManifest.xml")))
        .getDocumentElement();
  }

  private static List<Element> elements(Element parent, String name) {
    NodeList nodes = parent.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  private static String android(Element element, String name) {
    return element.getAttributeNS(ANDROID, name);
  }

  private static Map<String, Element> activities() throws Exception {
    Map<String, Element> activities = new TreeMap<>();
    for (Element activity : elements(manifest(), "activity")) {
      activities.put(android(activity, "name"), activity);
    }
    return activities;
  }

  private static Element activity(Class<? extends Activity> type) throws Exception {
    return Objects.requireNonNull(activities().get(type.getName()), type.getName());
  }

  @Test
  void the_manifest_names_classes_that_the_system_can_make() throws Exception {
    assertThat(activities()).hasSize(2);
    for (String name : activities().keySet()) {
      Class<?> type = Class.forName(name, false, getClass().getClassLoader());
      assertThat(Activity.class).isAssignableFrom(type);
      assertThat(Modifier.isPublic(type.getModifiers())).isTrue();
      assertThat(Modifier.isPublic(type.getDeclaredConstructor().getModifiers())).isTrue();
    }
  }

  @Test
  void only_the_redirect_can_be_started_by_others_and_only_with_the_apps_own_address()
      throws Exception {
    Element login = activity(LoginActivity.class);
    assertThat(android(login, "exported")).isEqualTo("false");
    assertThat(android(login, "launchMode")).isEqualTo("singleTask");
    assertThat(elements(login, "intent-filter")).isEmpty();

    Element redirect = activity(RedirectActivity.class);
    assertThat(android(redirect, "exported")).isEqualTo("true");
    assertThat(elements(redirect, "action"))
        .extracting(action -> android(action, "name"))
        .containsExactly("android.intent.action.VIEW");
    assertThat(elements(redirect, "category"))
        .extracting(category -> android(category, "name"))
        .containsExactly("android.intent.category.DEFAULT", "android.intent.category.BROWSABLE");
    Element data = elements(redirect, "data").get(0);
    assertThat(android(data, "scheme")).isEqualTo("${latchkeyScheme}");
    assertThat(android(data, "host")).isEqualTo("${latchkeyHost}");
  }

  @Test
  void the_manifest_asks_for_the_network_alone_and_says_nothing_about_the_app() throws Exception {
    Element manifest = manifest();
    assertThat(elements(manifest, "uses-permission"))
        .extracting(permission -> android(permission, "name"))
        .containsExactly("android.permission.INTERNET");
    assertThat(android(elements(manifest, "uses-sdk").get(0), "minSdkVersion")).isEqualTo("26");
    Element application = elements(manifest, "application").get(0);
    assertThat(application.getAttributes().getLength()).isZero();
    for (String name : List.of("service", "receiver", "provider", "meta-data")) {
      assertThat(elements(manifest, name)).as(name).isEmpty();
    }
    assertThat(elements(elements(manifest, "queries").get(0), "action"))
        .extracting(action -> android(action, "name"))
        .containsExactly("android.intent.action.VIEW", CustomTabs.SERVICE);
  }

  // --- promises --------------------------------------------------------------------------------

  /** With {@code -Dapi.write} the file is written anew. */
  @Test
  void the_public_api_is_what_is_written_down() throws Exception {
    String now = PublicApi.of(Path.of("target", "classes"));
    Path file = Path.of("api.txt");
    if (System.getProperty("api.write") != null) {
      Files.writeString(file, now);
    }
    assertThat(Files.readString(file))
        .as("what apps call has changed: write it down, and the reason into the commit")
        .isEqualTo(now);
  }

  @Test
  void what_an_app_gets_along_with_it_is_known() throws IOException {
    String classPath = Files.readString(Path.of("target", "runtime-class-path"));
    assertThat(
            Stream.of(classPath.trim().split(File.pathSeparator))
                .map(ReleaseTest::nameOf)
                .sorted()
                .toList())
        .isEqualTo(DEPENDENCIES);
  }

  /** The SDK is a folder of classes before it is packed. */
  private static String nameOf(String path) {
    String name = Path.of(path).getFileName().toString();
    return name.equals("classes") || name.startsWith("latchkey-sdk") ? "latchkey-sdk" : name;
  }

  @Test
  void the_javadoc_is_complete_and_made_without_a_warning() throws IOException {
    assertThat(Javadoc.complaints(Path.of("src", "main", "java"), Path.of("target", "apidocs")))
        .isEmpty();
  }
}
