package dev.latchkey.app.house;

import dev.latchkey.domain.key.SigningKeys;
import dev.latchkey.domain.message.Composer;
import dev.latchkey.domain.message.Dispatcher;
import dev.latchkey.domain.message.MailSender;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.message.Sender;
import dev.latchkey.domain.message.SmsSender;
import dev.latchkey.domain.proof.AccessActivity;
import dev.latchkey.domain.push.WakeupDispatcher;
import dev.latchkey.domain.webhook.Deliveries;
import dev.latchkey.domain.webhook.DeliveryDispatcher;
import dev.latchkey.faces.demo.DemoPage;
import dev.latchkey.faces.demo.PlaygroundPage;
import dev.latchkey.faces.inbox.InboxEndpoints;
import dev.latchkey.faces.inbox.InboxStore;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.platform.http.Handler;
import dev.latchkey.platform.http.HttpServer;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.work.Worker;
import java.util.List;

/** The whole server but for its sockets. Read it like a table of contents. */
public final class House {

  private final Domain domain;
  private final Web web;
  private final AccessRoom access;
  private final Dispatcher dispatcher;
  private final DeliveryDispatcher deliveryDispatcher;
  private final WakeupDispatcher wakeupDispatcher;

  public House(Ground ground) {
    domain = new Domain(ground);
    web = new Web(domain);
    Steps steps = new Steps(domain);

    DiscoveryRoom.open(domain, web);
    var authorize = new AuthorizeRoom(domain, steps, web);
    TokenRoom.open(domain, steps, web);
    DeviceGrantRoom.open(domain, steps, web);
    RegistrationRoom.open(domain, web);
    var passwords = new PasswordRoom(domain, steps, web);
    var passwordless = new PasswordlessRoom(domain, steps, web);
    var passkeys = new PasskeyRoom(domain, steps, web);
    var factors = new FactorRoom(domain, steps, web);
    var profiles = new ProfileRoom(domain, steps, web);
    LiteRoom.open(domain, steps, web);
    var sessions = new SessionRoom(domain, web);
    AccountRoom.open(
        domain, web, ground.places(), authorize, passwords, passkeys, factors, profiles, sessions);
    SdkRoom.open(domain, web);
    access =
        new AccessRoom(
            domain,
            steps,
            web,
            ground.accessPath(),
            passwords.change,
            passwords.reset,
            passwords.forgot);
    var push = new PushRoom(domain, web, access);
    PagesRoom.open(domain, web, authorize, passwords, passwordless, passkeys, push);

    dispatcher =
        new Dispatcher(
            domain.outbox,
            new Composer(web.messageTexts),
            ground.development()
                ? developmentRoom()
                : List.of(new MailSender(domain.clock), new SmsSender(domain.clock)),
            domain.tenants,
            domain.secrets,
            domain.clock);
    deliveryDispatcher =
        new DeliveryDispatcher(
            domain.db,
            domain.deliveries,
            domain.outbound,
            domain.tenants,
            domain.clients,
            domain.signatures,
            domain.profiles,
            domain.events,
            domain.rootKey,
            domain.secrets,
            domain.clock);
    wakeupDispatcher =
        new WakeupDispatcher(
            domain.wakeups,
            List.of(domain.webPushSender),
            domain.tenants,
            domain.secrets,
            domain.clock);
  }

  /**
   * The inbox, the demo page and the playground. Returns the senders of development: the inbox
   * takes it all.
   */
  private List<Sender> developmentRoom() {
    InboxStore inbox = new InboxStore(domain.db, domain.secrets, domain.clock);
    new InboxEndpoints(domain.tenants, inbox).on(web.router);
    DemoPage.on(web.router);
    PlaygroundPage.on(web.router);
    return List.of(inbox);
  }

  public Router router() {
    return web.router;
  }

  public Dispatcher dispatcher() {
    return dispatcher;
  }

  public DeliveryDispatcher deliveryDispatcher() {
    return deliveryDispatcher;
  }

  public WakeupDispatcher wakeupDispatcher() {
    return wakeupDispatcher;
  }

  public SigningKeys signingKeys() {
    return domain.signingKeys;
  }

  public Outbox outbox() {
    return domain.outbox;
  }

  public Deliveries deliveries() {
    return domain.deliveries;
  }

  /** Writes down which tokens of the Access API were used. */
  public AccessActivity accessActivity() {
    return domain.accessActivity;
  }

  /** Tells of challenges of the Access API that nobody answered. */
  public Worker challengeExpiry() {
    return access.expiry;
  }

  /** Answers what no route matches. */
  public Handler notFound() {
    Handler elsewhere = web.api.around(RateClass.NONE, Api::nothingHere);
    return request ->
        access.api.owns(request) ? access.api.refuse(request) : elsewhere.handle(request);
  }

  /** Answers what is refused before it is a request. */
  public HttpServer.Refusal refusal() {
    return web.api::refused;
  }
}
