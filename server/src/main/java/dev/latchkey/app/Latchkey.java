package dev.latchkey.app;

import dev.latchkey.app.house.Ground;
import dev.latchkey.app.house.House;
import dev.latchkey.domain.input.Addresses;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.retention.Retention;
import dev.latchkey.domain.tenant.Tenants;
import dev.latchkey.domain.webhook.Deliveries;
import dev.latchkey.faces.operations.OperationsEndpoints;
import dev.latchkey.platform.crypto.NativeCrypto;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.crypto.password.PasswordHasher;
import dev.latchkey.platform.db.DatabaseException;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.db.Migrations;
import dev.latchkey.platform.db.embedded.EmbeddedPostgres;
import dev.latchkey.platform.geo.PlaceFile;
import dev.latchkey.platform.geo.Places;
import dev.latchkey.platform.http.AddressRanges;
import dev.latchkey.platform.http.Filter;
import dev.latchkey.platform.http.HttpServer;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.http.TrustedProxies;
import dev.latchkey.platform.observe.Logs;
import dev.latchkey.platform.observe.RequestLog;
import dev.latchkey.platform.observe.RequestMetrics;
import dev.latchkey.platform.observe.Tracing;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server. Closing it lets requests finish, sends no more messages, and stops the database
 * that it started.
 */
public final class Latchkey implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Latchkey.class);
  private static final Duration SWEEP_EVERY = Duration.ofMinutes(5);

  private final ServerSettings settings;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final House house;
  private final HttpServer http;

  /** Starts with the system's clock and randomness; what takes long is said on standard error. */
  public static Latchkey start(Configuration configuration, Configuration.Mode mode) {
    // Before the randomness is made: the native provider's is the faster one.
    NativeCrypto.install();
    return start(configuration, mode, System.err::println, Clock.systemUTC(), new SecureRandom());
  }

  /**
   * As above, with time and randomness of the caller's choosing; {@code progress} hears what takes
   * long.
   */
  public static Latchkey start(
      Configuration configuration,
      Configuration.Mode mode,
      Consumer<String> progress,
      InstantSource clock,
      SecureRandom random) {
    return new Latchkey(configuration, mode, progress, clock, random);
  }

  private Latchkey(
      Configuration configuration,
      Configuration.Mode mode,
      Consumer<String> progress,
      InstantSource clock,
      SecureRandom random) {
    this.settings = configuration.server();
    try {
      Logs.configure(settings.log().format(), settings.log().level());
      NativeCrypto.install();
      Database database = database(progress);
      Db db = closing(new Db(database.pool(settings.databaseConnections(), true)));
      Migrations.bringUpToDate(db);
      Db relaxed = closing(new Db(database.pool(4, false)));
      Secrets secrets = new Secrets(random, clock);
      ServerSettings.PasswordHash hash = settings.passwordHash();
      PasswordHasher hasher =
          closing(new PasswordHasher(hash.parameters(), hash.concurrency(), hash.queue(), random));
      this.house =
          new House(
              new Ground(
                  db,
                  relaxed,
                  new RootKey(settings.rootKey().bytes(), secrets),
                  secrets,
                  clock,
                  hasher,
                  new Tenants(configuration.tenants()),
                  configuration.clients(),
                  Configuration::client,
                  places(),
                  settings.signingKeyRotation(),
                  settings.accessPath(),
                  mode == Configuration.Mode.DEV));
      house.signingKeys().requireOpen(configuration.tenants());
      PrometheusMeterRegistry metrics = metrics(hasher);
      new OperationsEndpoints(() -> answers(db), this::isDraining, metrics, metricsReaders())
          .on(house.router());
      closing(house.dispatcher()).start();
      closing(house.deliveryDispatcher()).start();
      if (configuration.tenants().stream().anyMatch(tenant -> tenant.access() != null)) {
        closing(house.accessActivity()).start();
        closing(house.challengeExpiry()).start();
      }
      closing(house.wakeupDispatcher()).start();
      sweeping(new Retention(db, clock));
      this.http =
          closing(
              new HttpServer(
                  httpSettings(configuration.tls(secrets, clock)),
                  house.router(),
                  filter(metrics),
                  house.notFound(),
                  house.refusal()));
      metrics.gauge("latchkey.http.active", http, HttpServer::active);
    } catch (RuntimeException | Error e) {
      closeQuietly(e);
      throw e;
    }
  }

  /** Where the database is. */
  private record Database(String url, String user, String password) {

    Db.Settings pool(int connections, boolean durable) {
      return new Db.Settings(url, user, password, connections, durable);
    }
  }

  private Database database(Consumer<String> progress) {
    ServerSettings.Database external = settings.database();
    if (external != null) {
      return new Database(external.url(), external.user(), external.password());
    }
    EmbeddedPostgres embedded = closing(EmbeddedPostgres.start(settings.data(), progress));
    return new Database(embedded.jdbcUrl(), embedded.user(), embedded.password());
  }

  private Places places() {
    Path file = settings.locationDatabase();
    try {
      return file == null ? Places.UNKNOWN : closing(PlaceFile.open(file));
    } catch (IOException e) {
      throw new UncheckedIOException("The location database cannot be read", e);
    }
  }

  private HttpServer.Settings httpSettings(@Nullable SSLContext tls) {
    return new HttpServer.Settings(
        settings.address(),
        settings.port(),
        tls,
        TrustedProxies.of(settings.trustedProxies()),
        settings.drain(),
        Limits.LARGEST_BODY,
        Limits.HEADERS);
  }

  private Filter filter(PrometheusMeterRegistry metrics) {
    boolean https =
        settings.publicUrl().startsWith("https://") && !Addresses.isLoopback(settings.publicUrl());
    Filter headers =
        (request, next) -> {
          Response response =
              next.handle(request)
                  .with("X-Content-Type-Options", "nosniff")
                  .withDefault("Referrer-Policy", "no-referrer");
          return https ? response.with("Strict-Transport-Security", "max-age=31536000") : response;
        };
    Filter filter = new RequestLog().outsideOf(headers);
    if (settings.metrics()) {
      filter = new RequestMetrics(metrics).outsideOf(filter);
    }
    String endpoint = settings.tracingEndpoint();
    return endpoint == null ? filter : closing(new Tracing(endpoint)).outsideOf(filter);
  }

  private PrometheusMeterRegistry metrics(PasswordHasher hasher) {
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    metrics.gauge("latchkey.password.hashes.waiting", hasher, PasswordHasher::waiting);
    metrics.gauge("latchkey.password.hashes.active", hasher, PasswordHasher::active);
    metrics.gauge("latchkey.outbox.queued", house.outbox(), outbox -> outbox.queued());
    metrics.gauge("latchkey.webhooks.queued", house.deliveries(), Deliveries::queued);
    return metrics;
  }

  private AddressRanges metricsReaders() {
    return AddressRanges.of(settings.metrics() ? List.of("127.0.0.0/8", "::1") : List.of());
  }

  private static boolean answers(Db db) {
    try {
      return db.one(Integer.class, "select 1").isPresent();
    } catch (DatabaseException e) {
      return false;
    }
  }

  private boolean isDraining() {
    return http.isDraining();
  }

  private void sweeping(Retention retention) {
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("retention").daemon().factory());
    timer.scheduleWithFixedDelay(
        () -> {
          try {
            retention.sweep();
          } catch (RuntimeException e) {
            LOG.warn("What has expired could not be deleted; trying again later", e);
          }
        },
        SWEEP_EVERY.toSeconds(),
        SWEEP_EVERY.toSeconds(),
        TimeUnit.SECONDS);
    opened.push(timer::shutdownNow);
  }

  private <T extends AutoCloseable> T closing(T resource) {
    opened.push(resource);
    return resource;
  }

  /** The port in use. */
  public int port() {
    return http.port();
  }

  /** The address that the world sees. */
  public String publicUrl() {
    return settings.publicUrl();
  }

  /** Every method and path that is answered, for tests that must reach them all. */
  public List<Router.Entry> routes() {
    return house.router().entries();
  }

  @Override
  public void close() {
    closeQuietly(null);
  }

  /** Closes in reverse: the last opened, the HTTP server, drains first; the database goes last. */
  private void closeQuietly(@Nullable Throwable because) {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        if (because == null) {
          LOG.warn("Something did not close well", e);
        } else {
          because.addSuppressed(e);
        }
      }
    }
  }
}
