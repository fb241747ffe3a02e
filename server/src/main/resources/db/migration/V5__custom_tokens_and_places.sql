-- Logins on the word of a client's back end, provider tokens for clients, and where logins come from.

-- Nonces of custom tokens that logged somebody in, for as long as the tokens could do it again.
create table custom_token_nonce (
  tenant     text        not null,
  client_id  text        not null,
  nonce_hash bytea       not null,
  expires_at timestamptz not null,
  constraint custom_token_once primary key (tenant, client_id, nonce_hash)
);
create index custom_token_nonce_expiry on custom_token_nonce (expires_at);

-- For clients that are given the provider's own token with theirs.
alter table authorization_code add column provider_name text;
alter table authorization_code add column provider_token bytea; -- sealed

-- The countries that a profile logged in from, with the newest place in each; as the operator's own file tells it.
create table login_place (
  tenant     text             not null,
  profile_id uuid             not null,
  country    text             not null,
  latitude   double precision,
  longitude  double precision,
  seen_at    timestamptz      not null,
  primary key (tenant, profile_id, country),
  foreign key (tenant, profile_id) references profile on delete cascade
);
create index login_place_expiry on login_place (seen_at);
