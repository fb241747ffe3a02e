-- Second factors, devices that need none, and codes that log somebody in.

-- The kinds of second factors that a profile has: whoever reads a profile knows, and no path to a login can forget to ask.
alter table profile add column factors text[] not null default '{}';

-- A flow may begin before it is known whose it is.
alter table flow alter column profile_id drop not null;

create table mfa_credential (
  tenant        text        not null,
  id            uuid        not null,
  profile_id    uuid        not null,
  kind          text        not null, -- email, sms, totp, recovery_code
  destination   text,                 -- address or number, by which it is compared
  secret        bytea,                -- sealed
  last_step     bigint,               -- totp: the last time step that was used
  friendly_name text        not null,
  created_at    timestamptz not null,
  primary key (tenant, id),
  foreign key (tenant, profile_id) references profile on delete cascade
);
create unique index mfa_credential_one on mfa_credential (tenant, profile_id, kind, coalesce(destination, ''));

create table trusted_device (
  tenant      text        not null,
  id          uuid        not null,
  profile_id  uuid        not null,
  device_hash bytea       not null,
  created_at  timestamptz not null,
  expires_at  timestamptz not null,
  ip          text        not null,
  user_agent  text        not null,
  primary key (tenant, id),
  foreign key (tenant, profile_id) references profile on delete cascade
);
create unique index trusted_device_hash on trusted_device (tenant, profile_id, device_hash);
create index trusted_device_expiry on trusted_device (expires_at);

-- A code that was sent to log in with, or as the second factor of a step-up.
create table login_code (
  tenant       text        not null,
  id           uuid        not null,
  kind         text        not null, -- first_factor, second_factor
  client_id    text        not null,
  profile_id   uuid,                 -- of a second factor; whose a first one is, is looked up when it comes back
  step_up_hash bytea,                -- the step-up flow of a second factor
  channel      text        not null,
  destination  text        not null,
  address      text        not null, -- as it was typed
  code_hash    bytea       not null,
  handle_hash  bytea       not null, -- of the link's token, or of the challenge's id
  tries_left   integer     not null,
  request      jsonb,
  data         jsonb       not null default '{}',
  created_at   timestamptz not null,
  expires_at   timestamptz not null,
  used_at      timestamptz,
  primary key (tenant, id),
  foreign key (tenant, profile_id) references profile on delete cascade
);
create unique index login_code_current on login_code (tenant, channel, destination, client_id)
  where kind = 'first_factor' and used_at is null;
create unique index login_code_handle on login_code (tenant, handle_hash);
create index login_code_expiry on login_code (expires_at);
