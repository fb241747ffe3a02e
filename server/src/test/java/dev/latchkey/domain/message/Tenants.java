package dev.latchkey.domain.message;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Tenant.SmsSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tenants for tests of this room. */
final class Tenants {

  private Tenants() {}

  static Tenant with(@Nullable SmsSettings sms) {
    return with(sms, Map.of());
  }

  static Tenant with(@Nullable SmsSettings sms, Map<String, Tenant.MessageTemplate> templates) {
    Tenant.Limit none = new Tenant.Limit(0, Duration.ofMinutes(1));
    return new Tenant(
        "demo",
        "Ada & Sons",
        "https://id.example",
        List.of(),
        "FR",
        "en",
        List.of(),
        null,
        new Tenant.LoginTypes(true, true, false),
        new Tenant.SignupPolicy(true, true, true, true),
        new Tenant.SessionPolicy(Duration.ofDays(3), Duration.ofDays(365)),
        new Tenant.PasswordPolicy(8, 128, 2, true, null, null, true),
        new Tenant.LockoutPolicy(5, Duration.ofMinutes(1), Duration.ofDays(1)),
        new Tenant.PasswordlessPolicy(true, true, true),
        new Tenant.MfaPolicy(
            Tenant.MfaRequirement.WHEN_REGISTERED,
            false,
            true,
            true,
            true,
            true,
            Duration.ofDays(90)),
        null,
        new Tenant.RateLimits(none, none, none),
        new Tenant.CodePolicy(
            Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofDays(7), Duration.ofDays(7), 5),
        null,
        sms,
        templates,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null,
        new Tenant.OutboundPolicy(List.of(), Duration.ofSeconds(5)),
        null,
        null,
        null,
        null,
        new Tenant.Compat(400, "auth_time"),
        new Tenant.Legacy(null, null));
  }
}
