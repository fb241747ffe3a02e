-- Passkeys: public keys of authenticators (WebAuthn section 4, "credential record").

create table passkey (
  tenant          text        not null,
  credential_id   bytea       not null,
  profile_id      uuid        not null,
  user_handle     text        not null, -- base64url, as user.id went out
  public_key      bytea       not null, -- COSE_Key
  sign_count      bigint      not null,
  user_verified   boolean     not null, -- at registration
  backup_eligible boolean     not null,
  backed_up       boolean     not null,
  recovered       boolean     not null, -- by a code alone, past the second factors of the profile: it is one factor
  aaguid          uuid        not null,
  transports      text[]      not null,
  friendly_name   text        not null,
  created_at      timestamptz not null,
  last_used_at    timestamptz,
  primary key (tenant, credential_id),
  foreign key (tenant, profile_id) references profile on delete cascade
);
create index passkey_profile on passkey (tenant, profile_id);
