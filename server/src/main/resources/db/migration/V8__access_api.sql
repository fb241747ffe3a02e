-- The Access API: who belongs to which identity, its tokens, and challenges of step-ups and enrolments.

-- What this API calls a user by: random, never a sequence. Null: not known there yet.
alter table profile add column public_no bigint;
create unique index profile_public_no on profile (tenant, public_no);

-- When a second factor was last shown in the session. Null: never.
alter table session add column stepped_up_at timestamptz;
update session set stepped_up_at = auth_time where amr @> '{mfa}';

-- A consumer or a company: what users act for. The wire calls it an identity.
create table organisation (
  tenant     text        not null,
  id         uuid        not null,
  public_no  bigint      not null,
  type       text        not null, -- consumer, corporate
  name       text,                 -- of a company; a consumer is called as its root user
  attributes jsonb       not null default '{}',
  active     boolean     not null default true,
  created_at timestamptz not null,
  primary key (tenant, id)
);
create unique index organisation_public_no on organisation (tenant, public_no);

create table membership (
  tenant          text        not null,
  organisation_id uuid        not null,
  profile_id      uuid        not null,
  role            text        not null, -- root, user
  active          boolean     not null default true,
  newcomer        boolean     not null, -- whether a back end made the user here, who has never logged in
  attributes      jsonb       not null default '{}',
  linked_at       timestamptz not null,
  exchanged_at    timestamptz,          -- when it was last chosen
  primary key (tenant, organisation_id, profile_id),
  foreign key (tenant, organisation_id) references organisation on delete cascade,
  foreign key (tenant, profile_id) references profile on delete cascade
);
create unique index membership_root on membership (tenant, organisation_id) where role = 'root';
create index membership_profile on membership (tenant, profile_id);

create table access_token (
  tenant          text        not null,
  token_hash      bytea       not null,
  kind            text        not null, -- auth, access, password_update
  client_id       text        not null,
  profile_id      uuid        not null,
  session_id      uuid,                 -- null: there is none yet
  organisation_id uuid,                 -- of an access token
  created_at      timestamptz not null,
  last_used_at    timestamptz not null,
  expires_at      timestamptz not null, -- however much it is used
  primary key (tenant, token_hash),
  foreign key (tenant, profile_id) references profile on delete cascade
) with (fillfactor = 80);
create index access_token_session on access_token (tenant, session_id);
create index access_token_expiry on access_token (expires_at);

-- Something asked of a user in a session: a code to be typed, or an answer on a device.
create table challenge (
  tenant      text        not null,
  id          uuid        not null,
  public_no   bigint      not null,
  purpose     text        not null, -- step_up, enrolment, login
  kind        text        not null, -- code, push
  channel     text        not null, -- sms, authy, biometric
  profile_id  uuid        not null,
  session_id  uuid,                 -- null: of a login
  client_id   text        not null,
  destination text,
  code_hash   bytea,
  tries_left  integer,              -- below none: somebody went on trying
  state       text        not null, -- initiated, verified, declined, expired, withdrawn
  data        jsonb       not null default '{}',
  created_at  timestamptz not null,
  expires_at  timestamptz not null,
  finished_at timestamptz,
  primary key (tenant, id),
  foreign key (tenant, profile_id) references profile on delete cascade
);
create unique index challenge_public_no on challenge (tenant, public_no);
create unique index challenge_live on challenge (tenant, session_id, purpose, kind) where state = 'initiated';
create index challenge_session on challenge (tenant, session_id, created_at);
create index challenge_profile on challenge (tenant, profile_id, created_at);
create index challenge_due on challenge (expires_at) where state = 'initiated';

-- Requests that may be sent again: what they were answered with.
create table repeatable_request (
  tenant       text        not null,
  key_hash     bytea       not null,
  status       integer,              -- null: under way, at most until leased_until
  body         bytea,                -- sealed
  leased_until timestamptz not null,
  created_at   timestamptz not null,
  primary key (tenant, key_hash)
);
create index repeatable_request_age on repeatable_request (created_at);
