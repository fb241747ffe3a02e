-- What a client asked for beyond scopes (OpenID Connect Core sections 3.1.2.1 and 5.5, RFC 8707): it goes with the code to the grant.
alter table authorization_code add column wish jsonb;
alter table token_grant add column wish jsonb;

-- Devices that wait for their users (RFC 8628).
create table device_code (
  tenant text not null,
  device_hash bytea not null,
  user_hash bytea not null,
  client_id text not null,
  scope text not null,
  wish jsonb,
  state text not null default 'pending' check (state in ('pending', 'approved', 'denied')),
  session_id uuid,
  polled_at timestamptz,
  poll_seconds int not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (tenant, device_hash),
  unique (tenant, user_hash)
);
create index device_code_expiry on device_code (expires_at);
