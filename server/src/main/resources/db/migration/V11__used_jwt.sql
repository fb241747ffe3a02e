-- Tokens that others sign and that are good once: clients' assertions and proofs of possession.

create table used_jwt (
  tenant     text        not null,
  issuer     text        not null,
  jti_hash   bytea       not null,
  expires_at timestamptz not null,
  primary key (tenant, issuer, jti_hash)
);
create index used_jwt_expiry on used_jwt (expires_at);
