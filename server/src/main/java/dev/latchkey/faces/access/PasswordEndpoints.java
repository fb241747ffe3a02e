package dev.latchkey.faces.access;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.faces.access.Operation.Reach;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.flows.access.CreatePassword;
import dev.latchkey.flows.access.NewPasswords;
import dev.latchkey.flows.access.ResumeLostPassword;
import dev.latchkey.flows.access.UpdatePassword;
import dev.latchkey.flows.password.ForgotPassword;
import dev.latchkey.flows.password.Loss;
import dev.latchkey.flows.password.MessageTarget;
import dev.latchkey.flows.password.ResetPassword;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Passwords (contract 5.6 to 5.10). */
public final class PasswordEndpoints {

  private final CreatePassword create;
  private final UpdatePassword update;
  private final NewPasswords newPasswords;
  private final ForgotPassword forgot;
  private final ResumeLostPassword resume;
  private final InstantSource clock;

  public PasswordEndpoints(
      CreatePassword create,
      UpdatePassword update,
      NewPasswords newPasswords,
      ForgotPassword forgot,
      ResumeLostPassword resume,
      InstantSource clock) {
    this.create = create;
    this.update = update;
    this.newPasswords = newPasswords;
    this.forgot = forgot;
    this.resume = resume;
    this.clock = clock;
  }

  public void on(Router router, AccessApi api) {
    api.route(router, Operation.post("/passwords/{user_id}/create", Reach.CLIENT, this::create));
    api.route(router, Operation.post("/passwords/update", Reach.PASSWORD_UPDATE, this::update));
    api.route(router, Operation.post("/passwords/validate", Reach.CLIENT, this::validate));
    api.route(router, Operation.post("/passwords/lost_password/start", Reach.CLIENT, this::start));
    api.route(
        router, Operation.post("/passwords/lost_password/resume", Reach.CLIENT, this::resume));
  }

  private Supplier<Response> create(AccessCall call) {
    long userNo = call.number("user_id");
    Body body = call.body();
    String password = body.password("password");
    body.check();
    return () ->
        Answers.ok(
            Documents.passwordInfo(
                call.tenant(),
                create.run(call.tenant(), call.client(), userNo, password, call.caller()),
                clock));
  }

  private Supplier<Response> update(AccessCall call) {
    Body body = call.body();
    String oldPassword = body.password("oldPassword");
    String newPassword = body.password("newPassword");
    body.check();
    return () ->
        Answers.ok(
            Documents.passwordInfo(
                call.tenant(),
                update.run(
                    call.tenant(),
                    call.client(),
                    call.user(),
                    new UpdatePassword.Input(oldPassword, newPassword, call.language()),
                    call.caller()),
                clock));
  }

  private Supplier<Response> validate(AccessCall call) {
    Body body = call.body();
    String password = body.password("password");
    body.check();
    return () -> {
      newPasswords.require(call.tenant(), password, List.of());
      return Response.noContent();
    };
  }

  /** The same answer whether there is such a user or not (contract 5.9). */
  private Supplier<Response> start(AccessCall call) {
    Body body = call.body();
    Identifier email = body.email("email");
    body.check();
    return () -> {
      MessageTarget target = MessageTarget.withNonce(page(call, lostPasswordUrl(call.client())));
      forgot.run(
          call.tenant(),
          call.client(),
          new ForgotPassword.Input(Loss.PASSWORD, present(email), target, call.language()),
          call.caller());
      return Response.noContent();
    };
  }

  private Supplier<Response> resume(AccessCall call) {
    Body body = call.body();
    String nonce = body.code("nonce");
    Identifier email = body.email("email");
    String password = body.password("newPassword");
    body.check();
    return () -> {
      try {
        var login =
            resume.run(
                call.tenant(),
                call.client(),
                new ResetPassword.Input(present(email), nonce, password, call.language()),
                call.caller());
        return Answers.ok(Json.object().put("token", login.token()));
      } catch (ApiException e) {
        throw LoginEndpoints.silent(e);
      }
    };
  }

  static Identifier present(@Nullable Identifier email) {
    if (email == null) {
      throw new IllegalStateException("A fault that was not told");
    }
    return email;
  }

  private static @Nullable String lostPasswordUrl(Client client) {
    return client.accessApi() == null ? null : client.accessApi().lostPasswordUrl();
  }

  /** Where a mail leads: the client's own page, never what a request says (attack class 2). */
  static String page(AccessCall call, @Nullable String url) {
    return url == null ? call.tenant().publicUrl() + "/" : url;
  }
}
