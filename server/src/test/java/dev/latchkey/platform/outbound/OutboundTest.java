package dev.latchkey.platform.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.http.AddressRanges;
import dev.latchkey.platform.outbound.Outbound.Limits;
import dev.latchkey.platform.outbound.Outbound.Reply;
import dev.latchkey.platform.outbound.Outbound.Request;
import dev.latchkey.platform.tls.SelfSignedCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attack classes 27 (server-side requests) and 40 (peers whose name nobody checks). */
class OutboundTest {

  private static final Limits PUBLIC_ONLY =
      new Limits(AddressRanges.of(List.of()), Duration.ofSeconds(20));
  private static final Limits LOOPBACK_TOO =
      new Limits(AddressRanges.of(List.of("127.0.0.1")), Duration.ofSeconds(20));

  private static final Supplier<SSLSocketFactory> USUAL =
      () -> (SSLSocketFactory) SSLSocketFactory.getDefault();

  @TempDir private static Path folder;

  /** A server that answers each connection with these bytes; counts them. */
  private static final class Fixed implements AutoCloseable {

    private final ServerSocket socket;
    private final AtomicInteger connections = new AtomicInteger();

    Fixed(ServerSocket socket, String answer) {
      this.socket = socket;
      Thread.ofVirtual().start(() -> serve(answer));
    }

    static Fixed plain(String answer) {
      try {
        return new Fixed(new ServerSocket(0, 5, InetAddress.getLoopbackAddress()), answer);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void serve(String answer) {
      while (!socket.isClosed()) {
        try (Socket connection = socket.accept()) {
          connections.incrementAndGet();
          readHead(connection.getInputStream());
          connection.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
          connection.getOutputStream().flush();
        } catch (IOException e) {
          // Of a peer that hung up, or the end.
          continue;
        }
      }
    }

    private static void readHead(InputStream in) throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int c = in.read();
        if (c < 0) {
          throw new IOException("No request");
        }
        head.append((char) c);
      }
    }

    int port() {
      return socket.getLocalPort();
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static List<InetAddress> addresses(String... texts) {
    List<InetAddress> addresses = new ArrayList<>();
    for (String text : texts) {
      try {
        addresses.add(InetAddress.getByName(text));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return addresses;
  }

  private static Outbound resolving(String... texts) {
    return new Outbound(USUAL, host -> addresses(texts));
  }

  private static Reply get(Outbound outbound, String url, Limits limits) {
    return outbound.send(Request.get(URI.create(url)), limits);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.0.9",
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "192.0.0.8",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "fc00::1",
        "fd12::1",
        "fe80::1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001::1",
        "ff02::1"
      })
  void attack_27_an_address_that_is_not_public_is_not_called(String address) {
    assertThatThrownBy(() -> get(resolving(address), "https://innocent.example/", PUBLIC_ONLY))
        .isInstanceOf(OutboundException.class)
        .hasMessageContaining("public internet");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.1.1", "172.32.0.1", "192.169.0.1", "2606:4700::1111"})
  void a_public_address_is_one(String address) {
    assertThat(PublicAddresses.contains(addresses(address).getFirst())).isTrue();
  }

  @Test
  void attack_27_one_private_address_among_several_is_enough_to_refuse() {
    assertThatThrownBy(
            () -> get(resolving("1.1.1.1", "10.0.0.1"), "https://two.example/", PUBLIC_ONLY))
        .hasMessageContaining("public internet");
  }

  @Test
  void attack_27_the_name_is_looked_up_once_and_what_was_judged_is_called() {
    AtomicInteger lookups = new AtomicInteger();
    try (Fixed good = Fixed.plain("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
      // The second answer would lead elsewhere.
      Outbound rebinding =
          new Outbound(
              USUAL, host -> addresses(lookups.getAndIncrement() == 0 ? "127.0.0.1" : "10.0.0.1"));
      Reply reply = get(rebinding, "http://rebind.example:" + good.port() + "/", LOOPBACK_TOO);
      assertThat(reply.body()).asString().isEqualTo("ok");
      assertThat(lookups).hasValue(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://public.example/",
        "ftp://public.example/",
        "https://user:secret@public.example/",
        "https:///x",
        "file:///etc/passwd"
      })
  void attack_27_only_https_without_user_names_is_called(String url) {
    assertThatThrownBy(() -> get(resolving("1.1.1.1"), url, PUBLIC_ONLY))
        .isInstanceOf(OutboundException.class)
        .hasMessageNotContaining("secret");
  }

  @Test
  void attack_27_a_redirect_is_an_answer() {
    try (Fixed inner = Fixed.plain("HTTP/1.1 200 OK\r\n\r\nsecret");
        Fixed redirect =
            Fixed.plain(
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:"
                    + inner.port()
                    + "/\r\nContent-Length: 0\r\n\r\n")) {
      String url = "http://redirect.example:" + redirect.port() + "/";
      assertThat(get(resolving("127.0.0.1"), url, LOOPBACK_TOO).status()).isEqualTo(302);
      assertThat(inner.connections).hasValue(0);
    }
  }

  private static Reply answered(String answer) {
    try (Fixed server = Fixed.plain(answer)) {
      return get(
          resolving("127.0.0.1"), "http://other.example:" + server.port() + "/a?b=c", LOOPBACK_TOO);
    }
  }

  @Test
  void bodies_are_read_by_length_in_chunks_and_to_the_end() {
    assertThat(answered("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabcdef").body())
        .asString()
        .isEqualTo("abc");
    assertThat(
            answered(
                    "HTTP/1.1 200 OK\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n"
                        + "3;x=y\r\n"
                        + "abc\r\n"
                        + "A\r\n"
                        + "0123456789\r\n"
                        + "0\r\n\r\n")
                .body())
        .asString()
        .isEqualTo("abc0123456789");
    assertThat(answered("HTTP/1.0 404 Not Found\r\n\r\nabc").body()).asString().isEqualTo("abc");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc",
      })
  void half_an_answer_or_too_much_of_one_is_none(String answer) {
    assertThatThrownBy(() -> answered(answer)).isInstanceOf(OutboundException.class);
  }

  @Test
  void an_answer_without_end_is_not_read_to_it() {
    String endless = "HTTP/1.1 200 OK\r\n\r\n" + " ".repeat(600 * 1024);
    assertThatThrownBy(() -> answered(endless)).hasMessageContaining("more than");
    assertThatThrownBy(() -> answered("HTTP/1.1 200 OK\r\nX: " + "x".repeat(40_000)))
        .hasMessageContaining("no end");
  }

  @Test
  void a_peer_that_says_nothing_is_given_up() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Limits brief = new Limits(AddressRanges.of(List.of("127.0.0.1")), Duration.ofMillis(200));
      String url = "http://silent.example:" + silent.getLocalPort() + "/";
      assertThatThrownBy(() -> get(resolving("127.0.0.1"), url, brief))
          .hasMessageContaining("too long");
    }
  }

  private static Fixed secure(String name) throws IOException {
    SSLContext context =
        SelfSignedCertificate.in(
            folder.resolve(name),
            List.of(name),
            new Secrets(new SecureRandom(), InstantSource.system()),
            InstantSource.system());
    return new Fixed(
        context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress()),
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  }

  private static Outbound trusting(String name) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream pem =
        Files.newInputStream(folder.resolve(name).resolve(SelfSignedCertificate.CERTIFICATE))) {
      store.setCertificateEntry(
          name, CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return new Outbound(context::getSocketFactory, host -> addresses("127.0.0.1"));
  }

  @Test
  void attack_40_a_certificate_of_another_name_is_refused() throws Exception {
    try (Fixed server = secure("right.example")) {
      Outbound outbound = trusting("right.example");
      String port = ":" + server.port() + "/";
      assertThat(get(outbound, "https://right.example" + port, LOOPBACK_TOO).status())
          .isEqualTo(200);
      assertThatThrownBy(() -> get(outbound, "https://wrong.example" + port, LOOPBACK_TOO))
          .isInstanceOf(OutboundException.class)
          .hasMessageContaining("No subject alternative DNS name matching wrong.example");
    }
  }

  @Test
  void attack_40_a_certificate_that_nobody_vouches_for_is_refused() throws Exception {
    try (Fixed server = secure("right.example")) {
      String url = "https://right.example:" + server.port() + "/";
      assertThatThrownBy(() -> get(resolving("127.0.0.1"), url, LOOPBACK_TOO))
          .isInstanceOf(OutboundException.class)
          .hasMessageContaining("SSLHandshakeException");
    }
  }
}
