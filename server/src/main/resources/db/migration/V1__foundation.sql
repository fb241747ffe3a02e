-- Every row carries its tenant, first in the primary key. Secrets are kept as hashes or sealed with the root key.
-- Written for PostgreSQL 15 and up; no sequences, triggers or extensions.

create table profile (
  tenant                text        not null,
  id                    uuid        not null,
  email                 text,
  email_key             text,        -- trimmed, NFKC, lower case: what is compared
  email_verified_at     timestamptz,
  phone_number          text,        -- E.164
  phone_verified_at     timestamptz,
  custom_identifier     text,
  custom_identifier_key text,
  external_id           text,
  attributes            jsonb       not null default '{}',
  custom_fields         jsonb       not null default '{}',
  consents              jsonb       not null default '{}',
  lite                  boolean     not null default false,
  suspended_at          timestamptz,
  created_at            timestamptz not null,
  updated_at            timestamptz not null,
  primary key (tenant, id)
);
create unique index profile_email on profile (tenant, email_key);
create unique index profile_phone_number on profile (tenant, phone_number);
create unique index profile_custom_identifier on profile (tenant, custom_identifier_key);
create unique index profile_external_id on profile (tenant, external_id);

create table password (
  tenant     text        not null,
  profile_id uuid        not null,
  hash       text        not null,
  previous   text[]      not null default '{}',
  changed_at timestamptz not null,
  primary key (tenant, profile_id),
  foreign key (tenant, profile_id) references profile on delete cascade
);

create table login_stats (
  tenant        text        not null,
  profile_id    uuid        not null,
  first_login   timestamptz not null,
  last_login    timestamptz not null,
  total         integer     not null,
  origins       text[]      not null default '{}',
  devices       text[]      not null default '{}',
  last_provider text        not null,
  last_type     text        not null,
  primary key (tenant, profile_id),
  foreign key (tenant, profile_id) references profile on delete cascade
) with (fillfactor = 80);

-- One counter of failures for a profile whatever the path; unknown identifiers have theirs, so that a lock tells nothing.
create table login_guard (
  tenant       text        not null,
  subject      text        not null,
  failures     integer     not null,
  rounds       integer     not null default 0,
  locked_until timestamptz,
  updated_at   timestamptz not null,
  primary key (tenant, subject)
);

create table known_device (
  tenant      text        not null,
  profile_id  uuid        not null,
  device_hash bytea       not null,
  first_seen  timestamptz not null,
  primary key (tenant, profile_id, device_hash),
  foreign key (tenant, profile_id) references profile on delete cascade
);

-- A flow between two requests: what was proven so far, for whom, by which client. Consumed by one statement.
create table flow (
  tenant      text        not null,
  handle_hash bytea       not null,
  kind        text        not null,
  state       text        not null,
  client_id   text        not null,
  profile_id  uuid        not null,
  proofs      jsonb       not null,
  data        jsonb       not null default '{}',
  created_at  timestamptz not null,
  expires_at  timestamptz not null,
  primary key (tenant, handle_hash),
  foreign key (tenant, profile_id) references profile on delete cascade
);
create index flow_expiry on flow (expires_at);
create index flow_profile on flow (tenant, profile_id);

create table verification_code (
  tenant      text        not null,
  id          uuid        not null,
  purpose     text        not null,
  client_id   text,
  profile_id  uuid,        -- null: nobody's, written so that an unknown identifier costs the same
  channel     text        not null,
  destination text        not null,
  code_hash   bytea       not null,
  link_hash   bytea,
  tries_left  integer,      -- null: too long to guess
  data        jsonb       not null default '{}',
  created_at  timestamptz not null,
  expires_at  timestamptz not null,
  used_at     timestamptz,
  primary key (tenant, id),
  foreign key (tenant, profile_id) references profile on delete cascade
);
create unique index verification_code_current on verification_code (tenant, purpose, profile_id, channel)
  where used_at is null;
create unique index verification_code_link on verification_code (tenant, link_hash);
create index verification_code_expiry on verification_code (expires_at);

create table session (
  tenant       text        not null,
  id           uuid        not null,
  profile_id   uuid        not null,
  cookie_hash  bytea       not null,
  auth_time    timestamptz not null,
  auth_type    text        not null,
  amr          text[]      not null,
  persistent   boolean     not null,
  created_at   timestamptz not null,
  last_used_at timestamptz not null,
  expires_at   timestamptz not null,
  ends_at      timestamptz not null,
  ended_at     timestamptz,
  ip           text        not null,
  user_agent   text        not null,
  primary key (tenant, id),
  foreign key (tenant, profile_id) references profile on delete cascade
);
create unique index session_cookie on session (tenant, cookie_hash);
create index session_profile on session (tenant, profile_id);
create index session_expiry on session (ends_at);

create table authorization_code (
  tenant         text        not null,
  code_hash      bytea       not null,
  client_id      text        not null,
  profile_id     uuid        not null,
  session_id     uuid        not null,
  redirect_uri   text,
  origin         text,
  code_challenge text,
  scope          text        not null,
  nonce          text,
  new_user       boolean     not null,
  auth_time      timestamptz not null,
  auth_type      text        not null,
  amr            text[]      not null,
  session_cookie bytea,       -- sealed; set again at the token endpoint for native clients
  expires_at     timestamptz not null,
  used_at        timestamptz,
  replayed_at    timestamptz,
  grant_id       uuid,
  primary key (tenant, code_hash),
  foreign key (tenant, profile_id) references profile on delete cascade
);
create index authorization_code_expiry on authorization_code (expires_at);

-- What a client was given for a profile: revoking it kills its access tokens; its refresh tokens are one family with one head.
create table token_grant (
  tenant        text        not null,
  id            uuid        not null,
  client_id     text        not null,
  profile_id    uuid        not null,
  session_id    uuid        not null,
  scope         text        not null,
  auth_time     timestamptz not null,
  auth_type     text        not null,
  amr           text[]      not null,
  nonce         text,
  created_at    timestamptz not null,
  revoked_at    timestamptz,
  generation    integer     not null default 0,
  head_hash     bytea,
  previous_hash bytea,
  rotated_at    timestamptz,
  expires_at    timestamptz not null,
  ends_at       timestamptz not null,
  ip            text        not null,
  user_agent    text        not null,
  primary key (tenant, id),
  foreign key (tenant, profile_id) references profile on delete cascade
) with (fillfactor = 80);
create index token_grant_profile on token_grant (tenant, profile_id);
create index token_grant_expiry on token_grant (ends_at);

-- Tokens without a grant (client credentials) that were revoked before they expired.
create table revoked_token (
  tenant     text        not null,
  jti        text        not null,
  expires_at timestamptz not null,
  primary key (tenant, jti)
);

create table signing_key (
  tenant      text        not null,
  kid         text        not null,
  algorithm   text        not null,
  private_key bytea       not null, -- sealed
  public_key  jsonb       not null,
  created_at  timestamptz not null,
  retired_at  timestamptz,
  primary key (tenant, kid)
);
create unique index signing_key_current on signing_key (tenant, algorithm) where retired_at is null;

create table event (
  tenant     text        not null,
  id         uuid        not null,
  type       text        not null,
  at         timestamptz not null,
  profile_id uuid,
  client_id  text,
  session_id uuid,
  auth_type  text,
  ip         text        not null,
  user_agent text        not null,
  details    jsonb       not null default '{}',
  primary key (tenant, id)
);
create index event_profile on event (tenant, profile_id, id);

create table consent_log (
  tenant     text        not null,
  id         uuid        not null,
  profile_id uuid        not null,
  key        text        not null,
  consent    jsonb       not null,
  client_id  text,
  at         timestamptz not null,
  primary key (tenant, id)
);

-- What is still to be sent. The dispatcher is the one reader across tenants.
create table outbox (
  tenant       text        not null,
  id           uuid        not null,
  kind         text        not null,
  payload      bytea,       -- sealed; removed once sent
  state        text        not null, -- queued, sent, failed
  attempts     integer     not null default 0,
  available_at timestamptz not null,
  created_at   timestamptz not null,
  finished_at  timestamptz,
  last_error   text,
  primary key (tenant, id)
);
create index outbox_queue on outbox (available_at) where state = 'queued';
create index outbox_finished on outbox (finished_at) where state <> 'queued';

create table rate_window (
  tenant     text        not null,
  bucket     text        not null,
  started_at timestamptz not null,
  hits       integer     not null,
  primary key (tenant, bucket)
) with (fillfactor = 70);

-- Development only: where messages land instead of a mailbox.
create table inbox_message (
  tenant     text        not null,
  id         uuid        not null,
  channel    text        not null,
  recipient  text        not null,
  subject    text,
  text       text        not null,
  html       text,
  created_at timestamptz not null,
  primary key (tenant, id)
);
