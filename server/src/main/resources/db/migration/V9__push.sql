-- Devices that approve by push: a key that never leaves them, and where they are woken.

-- Push services know a tenant by it. Never replaced: subscriptions are bound to it.
create table vapid_key (
  tenant      text        not null,
  private_key bytea       not null, -- sealed
  public_key  bytea       not null,
  created_at  timestamptz not null,
  primary key (tenant)
);

create table push_device (
  tenant       text        not null,
  id           uuid        not null,
  profile_id   uuid        not null,
  name         text        not null,
  channels     text[]      not null, -- authy, biometric
  public_key   jsonb       not null, -- JWK
  passkey_id   bytea,                -- shown beside the signature of a biometric approval
  push_address bytea,                -- sealed; null: it asks by itself
  created_at   timestamptz not null,
  last_seen_at timestamptz not null,
  primary key (tenant, id),
  foreign key (tenant, profile_id) references profile on delete cascade,
  foreign key (tenant, passkey_id) references passkey on delete cascade
);
create index push_device_profile on push_device (tenant, profile_id);
create index push_device_passkey on push_device (tenant, passkey_id);

-- How far the user is with the channel, devices or not.
create table push_factor (
  tenant     text        not null,
  profile_id uuid        not null,
  channel    text        not null,
  status     text        not null, -- pending, active, inactive
  changed_at timestamptz not null,
  primary key (tenant, profile_id, channel),
  foreign key (tenant, profile_id) references profile on delete cascade
);

-- Wake-ups that wait to be handed to a push service. The dispatcher is the one reader across tenants.
create table push_wakeup (
  tenant       text        not null,
  device_id    uuid        not null,
  challenge    bigint      not null,
  attempts     integer     not null default 0,
  available_at timestamptz not null,
  expires_at   timestamptz not null,
  primary key (tenant, device_id, challenge),
  foreign key (tenant, device_id) references push_device on delete cascade
);
create index push_wakeup_queue on push_wakeup (available_at);
