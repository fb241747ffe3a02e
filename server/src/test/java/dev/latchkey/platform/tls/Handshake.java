package dev.latchkey.platform.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A client that trusts one certificate speaks to a server over a real socket. */
final class Handshake {

  private Handshake() {}

  /**
   * The certificate that the server showed, found good for that name as browsers do it.
   *
   * @throws IOException if the client does not accept it
   */
  static X509Certificate with(SSLContext server, X509Certificate trusted, String name)
      throws IOException, GeneralSecurityException {
    try (var listening =
        (SSLServerSocket)
            server
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> answer = CompletableFuture.runAsync(() -> answer(listening));
      try (var plain = new java.net.Socket(listening.getInetAddress(), listening.getLocalPort());
          var client =
              (SSLSocket)
                  trusting(trusted)
                      .getSocketFactory()
                      .createSocket(plain, name, listening.getLocalPort(), true)) {
        SSLParameters parameters = client.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        client.setSSLParameters(parameters);
        client.startHandshake();
        return (X509Certificate) client.getSession().getPeerCertificates()[0];
      } finally {
        answer.join();
      }
    }
  }

  private static void answer(SSLServerSocket listening) {
    try (var socket = (SSLSocket) listening.accept()) {
      socket.startHandshake();
      socket.getInputStream().readAllBytes();
    } catch (IOException _) {
      // The client hung up, and says why.
    }
  }

  private static SSLContext trusting(X509Certificate certificate)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("trusted", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
