package dev.latchkey.sdk.android;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.latchkey.sdk.SdkConfig;
import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.platform.Pkce;
import dev.latchkey.sdk.platform.PkceStore;
import java.io.File;
import java.io.IOException;
import java.net.HttpCookie;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Test;

/** What the SDK keeps on the device: tokens, logins under way, cookies. */
public class VaultTest extends OnADevice {

  private static final String SECRET = "S3CRET-of-this-test";
  private static final URI SERVER = URI.create("https://id.example.com");
  private static final AuthToken GIVEN =
      AuthToken.builder()
          .setAccessToken(SECRET)
          .setRefreshToken(SECRET + "-refresh")
          .setTokenType("Bearer")
          .setExpiresIn(3600L)
          .build();

  private final AtomicLong now = new AtomicLong(1_000_000_000_000L);
  private Path file = Path.of("");

  @Before
  public void choose() {
    file = app.getNoBackupFilesDir().toPath().resolve("test.vault");
  }

  /** As a new process of the app opens it. */
  private Vault vault() {
    return new Vault(file.toFile(), new KeystoreCipher("test"));
  }

  private TokenStore tokens() {
    return new TokenStore(vault(), now::get);
  }

  private VaultCookieStore cookies() {
    return new VaultCookieStore(vault(), SERVER, now::get);
  }

  @Test
  public void tokens_outlive_the_process() {
    assertThat(tokens().load()).isNull();
    tokens().save(GIVEN);
    assertThat(tokens().load()).isEqualTo(GIVEN);
    tokens().clear();
    assertThat(tokens().load()).isNull();
  }

  @Test
  public void how_long_tokens_live_is_counted_on() {
    tokens().save(GIVEN);
    now.addAndGet(600_000);
    assertThat(Objects.requireNonNull(tokens().load()).getExpiresIn()).isEqualTo(3000);
    now.addAndGet(3_600_000);
    assertThat(Objects.requireNonNull(tokens().load()).getExpiresIn()).isNegative();
  }

  @Test
  public void no_secret_is_readable_in_any_file_of_the_app() throws IOException {
    tokens().save(GIVEN);
    new VaultPkceStore(vault()).save("state:1", new Pkce(SECRET, REDIRECT, SECRET));
    cookies().add(SERVER, new HttpCookie("session", SECRET));
    try (Stream<Path> files = Files.walk(app.getDataDir().toPath())) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(each), StandardCharsets.ISO_8859_1))
            .as(each.toString())
            .doesNotContain("S3CRET", "session", "verifier");
      }
    }
    assertThat(file).exists();
  }

  @Test
  public void what_is_kept_is_not_backed_up() {
    latchkey().getTokenStore().save(GIVEN);
    File[] files = Objects.requireNonNull(app.getNoBackupFilesDir().listFiles());
    assertThat(files)
        .hasSize(1)
        .allMatch(each -> each.getName().matches("latchkey-[\\w-]{43}\\.vault"));
  }

  @Test
  public void the_same_text_is_never_sealed_alike() throws IOException {
    tokens().save(GIVEN);
    byte[] first = Files.readAllBytes(file);
    tokens().save(GIVEN);
    assertThat(Files.readAllBytes(file)).isNotEqualTo(first).hasSameSizeAs(first);
  }

  @Test
  public void a_file_of_which_one_bit_is_changed_counts_as_none() throws IOException {
    tokens().save(GIVEN);
    byte[] bytes = Files.readAllBytes(file);
    for (int at : new int[] {0, 12, bytes.length - 1}) {
      byte[] changed = bytes.clone();
      changed[at] ^= 1;
      Files.write(file, changed);
      assertThat(tokens().load()).isNull();
      assertThat(file).doesNotExist();
    }
    for (int length : new int[] {0, 5, 12, bytes.length - 1}) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertThat(tokens().load()).isNull();
    }
  }

  @Test
  public void a_file_counts_only_under_its_own_name() throws IOException {
    tokens().save(GIVEN);
    Path other = file.resolveSibling("other.vault");
    Files.copy(file, other, StandardCopyOption.REPLACE_EXISTING);
    Vault vault = new Vault(other.toFile(), new KeystoreCipher("test"));
    assertThat(new TokenStore(vault, now::get).load()).isNull();
    assertThat(tokens().load()).isEqualTo(GIVEN);
  }

  @Test
  public void a_device_that_has_lost_its_keys_begins_anew() {
    tokens().save(GIVEN);
    TokenStore before = tokens();
    assertThat(before.load()).isEqualTo(GIVEN);
    FakeKeystore.loseAllKeys();
    assertThat(tokens().load()).isNull();
    tokens().save(GIVEN);
    assertThat(tokens().load()).isEqualTo(GIVEN);
    assertThat(FakeKeystore.count()).isEqualTo(1);
  }

  @Test
  public void apps_of_two_clients_keep_their_own() {
    LatchkeyAndroid one = latchkey();
    one.getTokenStore().save(GIVEN);
    try (LatchkeyAndroid two =
        LatchkeyAndroid.create(app, SdkConfig.builder("id.example.com", "other").build())) {
      assertThat(two.getTokenStore().load()).isNull();
    }
    assertThat(latchkey().getTokenStore().load()).isNotNull();
  }

  @Test
  public void logins_under_way_outlive_the_process() {
    new VaultPkceStore(vault()).save("state:1", new Pkce("verifier", REDIRECT, "nonce"));
    new VaultPkceStore(vault()).save("last", new Pkce("other", REDIRECT, null));
    Pkce known = Objects.requireNonNull(new VaultPkceStore(vault()).load("state:1"));
    assertThat(known.getVerifier()).isEqualTo("verifier");
    assertThat(known.getRedirectUri()).isEqualTo(REDIRECT);
    assertThat(known.getNonce()).isEqualTo("nonce");
    assertThat(Objects.requireNonNull(new VaultPkceStore(vault()).load("last")).getNonce())
        .isNull();
    new VaultPkceStore(vault()).clear("state:1");
    assertThat(new VaultPkceStore(vault()).load("state:1")).isNull();
    assertThat(new VaultPkceStore(vault()).load("last")).isNotNull();
  }

  @Test
  public void only_so_many_logins_are_remembered_the_oldest_goes_first() {
    VaultPkceStore store = new VaultPkceStore(vault());
    for (int i = 0; i <= PkceStore.CAPACITY; i++) {
      store.save("state:" + i, new Pkce("verifier" + i, REDIRECT, null));
    }
    assertThat(store.load("state:0")).isNull();
    assertThat(store.load("state:1")).isNotNull();
    store.save("state:1", new Pkce("again", REDIRECT, null));
    store.save("state:x", new Pkce("x", REDIRECT, null));
    assertThat(store.load("state:2")).isNull();
    assertThat(Objects.requireNonNull(store.load("state:1")).getVerifier()).isEqualTo("again");
  }

  @Test
  public void cookies_outlive_the_process_until_they_end() {
    HttpCookie device = new HttpCookie("device", "trusted");
    device.setMaxAge(60);
    cookies().add(SERVER, device);
    cookies().add(SERVER, new HttpCookie("session", "first"));
    cookies().add(SERVER, new HttpCookie("session", "second"));
    assertThat(cookies().get(SERVER))
        .extracting(HttpCookie::getName, HttpCookie::getValue, HttpCookie::getMaxAge)
        .containsExactly(tuple("device", "trusted", 60L), tuple("session", "second", -1L));
    now.addAndGet(60_000);
    assertThat(cookies().get(SERVER)).extracting(HttpCookie::getName).containsExactly("session");
    HttpCookie ended = new HttpCookie("session", "");
    ended.setMaxAge(0);
    cookies().add(SERVER, ended);
    assertThat(cookies().getCookies()).isEmpty();
  }

  @Test
  public void cookies_can_be_thrown_away() {
    cookies().add(SERVER, new HttpCookie("session", "x"));
    assertThat(cookies().getURIs()).containsExactly(SERVER);
    assertThat(cookies().remove(null, new HttpCookie("other", "x"))).isFalse();
    assertThat(cookies().remove(null, new HttpCookie("session", "any"))).isTrue();
    assertThat(cookies().removeAll()).isFalse();
    cookies().add(SERVER, new HttpCookie("session", "x"));
    assertThat(cookies().removeAll()).isTrue();
    assertThat(cookies().getCookies()).isEmpty();
  }
}
