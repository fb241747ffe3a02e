-- What is known of people without an account, what they agreed to, and what other parties were let see.

-- Data that was given for an address or number, kept apart until its owner has shown up: by kind of identifier, then by whether
-- anybody said it or a back end of the operator's vouched for it. Null: none.
alter table profile add column lite_data jsonb;

-- Append-only, and without a reference to the profile: what was agreed to outlives it.
alter table consent_log
  add column action     text not null default 'answered', -- answered, confirmed
  add column ip         text not null default '',
  add column user_agent text not null default '';
create index consent_log_profile on consent_log (tenant, profile_id, id);

-- What a user let a client of another party have.
create table third_party_grant (
  tenant     text        not null,
  profile_id uuid        not null,
  client_id  text        not null,
  scope      text        not null,
  granted_at timestamptz not null,
  primary key (tenant, profile_id, client_id),
  foreign key (tenant, profile_id) references profile on delete cascade
);
