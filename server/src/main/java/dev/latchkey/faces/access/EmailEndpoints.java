package dev.latchkey.faces.access;

import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.error.ConflictException;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.organisation.Membership;
import dev.latchkey.faces.access.Operation.Reach;
import dev.latchkey.flows.access.ConfirmEmail;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Verification of addresses (contract 5.11, 5.12). */
public final class EmailEndpoints {

  private final ConfirmEmail confirm;

  public EmailEndpoints(ConfirmEmail confirm) {
    this.confirm = confirm;
  }

  public void on(Router router, AccessApi api) {
    on(router, api, "/consumers", member -> member.isConsumer() && member.isRoot(), true);
    on(router, api, "/corporates", member -> !member.isConsumer() && member.isRoot(), true);
    on(router, api, "/users", member -> !member.isRoot(), false);
  }

  private void on(
      Router router, AccessApi api, String of, Predicate<Membership> ofKind, boolean tellsTwice) {
    api.route(
        router,
        Operation.post(
            of + "/verification/email/send", Reach.CLIENT, call -> send(call, ofKind, tellsTwice)));
    api.route(
        router,
        Operation.post(
            of + "/verification/email/verify", Reach.CLIENT, call -> verify(call, ofKind)));
  }

  /**
   * @param tellsTwice whether an address that is verified already is told as a conflict
   */
  private Supplier<Response> send(
      AccessCall call, Predicate<Membership> ofKind, boolean tellsTwice) {
    Body body = call.body();
    Identifier email = body.email("email");
    body.check();
    return () -> {
      try {
        confirm.send(
            call.tenant(),
            call.client(),
            PasswordEndpoints.present(email),
            ofKind,
            call.language(),
            call.caller());
      } catch (ConflictException e) {
        if (e.conflict() != Conflict.ALREADY_VERIFIED || tellsTwice) {
          throw e;
        }
      }
      return Response.noContent();
    };
  }

  private Supplier<Response> verify(AccessCall call, Predicate<Membership> ofKind) {
    Body body = call.body();
    Identifier email = body.email("email");
    String code = body.code("verificationCode");
    body.check();
    return () -> {
      confirm.verify(
          call.tenant(),
          call.client(),
          PasswordEndpoints.present(email),
          code,
          ofKind,
          call.language(),
          call.caller());
      return Response.noContent();
    };
  }
}
